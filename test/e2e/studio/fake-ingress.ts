import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { Report, type Trace } from '@apollo/usage-reporting-protobuf';

/** A usage report that was received. */
export interface ReceivedReport {
  readonly path: string | undefined;
  readonly key: unknown;
  readonly report: Report;
  /** The decompressed body, in which texts can be searched. */
  readonly bytes: Buffer;
}

/** A fake of Apollo's ingress for usage reports. */
export interface Ingress {
  readonly url: string;
  readonly received: readonly ReceivedReport[];
  close(): Promise<void>;
}

/** Starts a fake ingress on loopback. It responds to every report with `status`. */
export async function startIngress(status = 200): Promise<Ingress> {
  const received: ReceivedReport[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const bytes = gunzipSync(Buffer.concat(chunks));
      const report = Report.decode(bytes);
      received.push({ path: request.url, key: request.headers['x-api-key'], report, bytes });
      response.writeHead(status, { 'content-type': 'application/json' }).end('{"tracesIgnored":false}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

/** Returns the services whose traces are part of the gateway's trace. */
export const tracedServices = (trace: object): readonly string[] =>
  'queryPlan' in trace ? servicesIn(trace.queryPlan as Trace.IQueryPlanNode) : [];

function servicesIn(node: Trace.IQueryPlanNode | null | undefined): readonly string[] {
  if (!node) return [];
  const { fetch, flatten, parallel, sequence } = node;
  const own = fetch?.trace?.root?.child?.length ? [fetch.serviceName ?? ''] : [];
  const childNodes = [flatten?.node, ...(parallel?.nodes ?? []), ...(sequence?.nodes ?? [])];
  return [...own, ...childNodes.flatMap(servicesIn)];
}
