import type { KnownRoute } from './routes.ts';
import { request, type Answer, type Sent } from './requests.ts';

/** Headers that say something of one exchange alone. */
const ofTheExchange = ['date', 'x-request-id', 'expires', 'connection', 'keep-alive'];
const headersOf = ({ headers }: Answer, left: readonly string[] = []): string =>
  JSON.stringify([...headers].filter(([name]) => !ofTheExchange.includes(name) && !left.includes(name)));

/** Headers that 304 leaves out: they are of the body that is not sent. */
const ofTheBody = ['content-type', 'content-length', 'content-encoding', 'transfer-encoding'];

const allowOf = (methods: readonly string[]): string =>
  [methods.includes('GET') ? ['HEAD'] : [], methods, 'OPTIONS'].flat().join(', ');

/** How HEAD differs from GET, whose answer this is (RFC 9110 §9.3.2). */
async function faultsOfHead(url: string, get: Answer, sent: Sent): Promise<readonly string[]> {
  const head = await request('HEAD', url, sent);
  const isAlike = head.status === get.status && headersOf(head) === headersOf(get) && head.text === '';
  return isAlike ? [] : [`HEAD: ${head.status} ${headersOf(head)}; GET: ${get.status} ${headersOf(get)}`];
}

/** Whether the entity tag is honoured, with the headers that 304 is to have (RFC 9110 §15.4.5). */
async function faultsOfTag(url: string, get: Answer, sent: Sent): Promise<readonly string[]> {
  if (get.status !== 200) return [];
  const etag = get.headers.get('etag');
  if (etag === null) return ['no ETag'];
  const conditional = { ...sent, headers: { ...sent.headers, 'if-none-match': `"another", ${etag}` } };
  const known = await request('GET', url, conditional);
  const isAlike = headersOf(known, ofTheBody) === headersOf(get, ofTheBody) && known.text === '';
  const hasExpires = known.headers.has('expires') === get.headers.has('expires');
  return known.status === 304 && isAlike && hasExpires
    ? []
    : [`If-None-Match ${etag}: ${known.status} ${headersOf(known, ofTheBody)}; 200: ${headersOf(get, ofTheBody)}`];
}

/** Whether OPTIONS says which methods there are, and all others are answered 405. */
async function faultsOfAllow(url: string, { methods }: KnownRoute): Promise<readonly string[]> {
  const allow = allowOf(methods);
  const others = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) => !methods.includes(method));
  const tried = ['OPTIONS', ...others].map(async (method) => {
    const { status, headers } = await request(method, url, { as: undefined });
    const expected = method === 'OPTIONS' ? 204 : 405;
    return status === expected && headers.get('allow') === allow
      ? []
      : [`${method}: ${status}, Allow: ${headers.get('allow')}, not ${allow}`];
  });
  return (await Promise.all(tried)).flat();
}

/** What is wrong with the other ways to ask for what GET answered like this. */
export async function faultsOfProtocol(
  { url, route }: { url: string; route: KnownRoute },
  get: Answer,
  sent: Sent,
): Promise<readonly string[]> {
  const faults = [
    ...(route.methods.includes('GET') ? [faultsOfHead(url, get, sent), faultsOfTag(url, get, sent)] : []),
    ...(sent.as === undefined ? [faultsOfAllow(url, route)] : []),
  ];
  return (await Promise.all(faults)).flat();
}
