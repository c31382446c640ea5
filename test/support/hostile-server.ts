import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request as a hostile server recorded it. */
export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server from outside the system, which records what it is sent. */
export interface HostileServer {
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  /** Returns the requests that carry credentials: a header of authentication, or one of these secrets anywhere. */
  leaks(secrets: readonly string[]): readonly RecordedRequest[];
  close(): Promise<void>;
}

const credentialHeaders = ['authorization', 'service-authorization', 'cookie', 'proxy-authorization'];

const stop = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

/** Starts a server that answers every request with the body that `answer` returns for its path. */
export async function startHostileServer(answer: (path: string) => string): Promise<HostileServer> {
  const requests: RecordedRequest[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { method = '', url = '', headers } = request;
      requests.push({ method, url, headers, body });
      response.setHeader('content-type', 'application/hal+json').end(answer(url));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    requests,
    leaks: (secrets) =>
      requests.filter((request) => {
        const recorded = JSON.stringify(request);
        return (
          credentialHeaders.some((name) => name in request.headers) || secrets.some((each) => recorded.includes(each))
        );
      }),
    close: () => stop(server),
  };
}
