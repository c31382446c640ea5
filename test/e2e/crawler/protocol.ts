import type { CrawlerRoute } from './routes.ts';
import { sendRequest, type CrawlerResponse, type RequestOptions } from './requests.ts';

/** Headers that differ between equal requests. */
const volatileHeaders = ['date', 'x-request-id', 'expires', 'connection', 'keep-alive'];
const headersOf = ({ headers }: CrawlerResponse, omitted: readonly string[] = []): string =>
  JSON.stringify([...headers].filter(([name]) => !volatileHeaders.includes(name) && !omitted.includes(name)));

/** Headers that describe the body, which 304 omits. */
const bodyHeaders = ['content-type', 'content-length', 'content-encoding', 'transfer-encoding'];

const allowOf = (methods: readonly string[]): string =>
  [methods.includes('GET') ? ['HEAD'] : [], methods, 'OPTIONS'].flat().join(', ');

/** Checks that HEAD responds like GET, without a body (RFC 9110 §9.3.2). */
async function headFaults(url: string, get: CrawlerResponse, options: RequestOptions): Promise<readonly string[]> {
  const head = await sendRequest('HEAD', url, options);
  const isEqual = head.status === get.status && headersOf(head) === headersOf(get) && head.text === '';
  return isEqual ? [] : [`HEAD: ${head.status} ${headersOf(head)}; GET: ${get.status} ${headersOf(get)}`];
}

/** Checks that If-None-Match gives 304 with the required headers (RFC 9110 §15.4.5). */
async function etagFaults(url: string, get: CrawlerResponse, options: RequestOptions): Promise<readonly string[]> {
  if (get.status !== 200) return [];
  const etag = get.headers.get('etag');
  if (etag === null) return ['no ETag'];
  const conditional = { ...options, headers: { ...options.headers, 'if-none-match': `"another", ${etag}` } };
  const notModified = await sendRequest('GET', url, conditional);
  const isEqual = headersOf(notModified, bodyHeaders) === headersOf(get, bodyHeaders) && notModified.text === '';
  const hasExpires = notModified.headers.has('expires') === get.headers.has('expires');
  return notModified.status === 304 && isEqual && hasExpires
    ? []
    : [
        `If-None-Match ${etag}: ${notModified.status} ${headersOf(notModified, bodyHeaders)}; ` +
          `200: ${headersOf(get, bodyHeaders)}`,
      ];
}

/** Checks that OPTIONS lists the methods in `Allow`, and that all other methods give 405. */
async function allowFaults(url: string, { methods }: CrawlerRoute): Promise<readonly string[]> {
  const allow = allowOf(methods);
  const otherMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) => !methods.includes(method));
  const results = ['OPTIONS', ...otherMethods].map(async (method) => {
    const { status, headers } = await sendRequest(method, url, { as: undefined });
    const expected = method === 'OPTIONS' ? 204 : 405;
    return status === expected && headers.get('allow') === allow
      ? []
      : [`${method}: ${status}, Allow: ${headers.get('allow')}, expected ${allow}`];
  });
  return (await Promise.all(results)).flat();
}

/** Checks HEAD, conditional GET and OPTIONS against the response of GET. */
export async function protocolFaults(
  { url, route }: { url: string; route: CrawlerRoute },
  get: CrawlerResponse,
  options: RequestOptions,
): Promise<readonly string[]> {
  const faults = [
    ...(route.methods.includes('GET') ? [headFaults(url, get, options), etagFaults(url, get, options)] : []),
    ...(options.as === undefined ? [allowFaults(url, route)] : []),
  ];
  return (await Promise.all(faults)).flat();
}
