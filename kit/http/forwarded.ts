import proxyAddr from 'proxy-addr';

/** What of a request tells where it comes from, and where it was sent to; header names in lower case. */
export interface RequestHead {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/** Whether an address is that of a proxy of ours. */
export type IsTrustedProxy = (address: string) => boolean;

/** Who sent a request to the outermost proxy that is trusted, and what for; undefined is what no proxy says. */
export interface ForwardedOrigin {
  readonly address: string | undefined;
  readonly host?: string | undefined;
  readonly proto?: string | undefined;
  readonly prefix?: string | undefined;
}

/**
 * Makes a trust of addresses, subnets (`10.0.0.0/8`) and the names `loopback`, `linklocal` and `uniquelocal`. Throws
 * when one is none of these.
 */
export function compileTrustedProxies(proxies: readonly string[]): IsTrustedProxy {
  if (proxies.length === 0) return () => false;
  const trusts = proxyAddr.compile([...proxies]);
  return (address) => trusts(address, 0);
}

const single = (header: string | readonly string[] | undefined): string | undefined =>
  header === undefined || typeof header === 'string' ? header : header.join(',');
const listed = (header: string | readonly string[] | undefined): readonly string[] =>
  (single(header) ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');

/** An address without its port, and without the brackets of IPv6. */
const addressIn = (node: string): string => node.replace(/^\[([^\]]*)\].*$/, '$1').replace(/^([\d.]+):\d+$/, '$1');

const pair = /(?:^|;)\s*([a-z]+)=(?:"((?:[^"\\]|\\.)*)"|([^";,\s]+))/gi;

/**
 * Parses one element of `Forwarded` (RFC 7239 §4); malformed pairs are ignored. Each element is parsed by itself: a
 * client may have sent the outer ones, and what is wrong with them must not hide what the proxies added. Unquoted ports
 * and IPv6 addresses are taken, since proxies send them. (`forwarded-parse` rejects the whole header in both cases.)
 */
function elementOf(text: string): ForwardedOrigin {
  const pairs = [...text.matchAll(pair)].map(([, name = '', quoted, token]): [string, string] => [
    name.toLowerCase(),
    quoted?.replace(/\\(.)/g, '$1') ?? token ?? '',
  ]);
  const { for: node, host, proto } = Object.fromEntries(pairs) as Partial<Record<string, string>>;
  return { address: node === undefined ? undefined : addressIn(node), host, proto };
}

/** The same from `X-Forwarded-*`: a list of one value is that of every hop, others belong to the last hops. */
function elementsOf(headers: RequestHead['headers']): readonly ForwardedOrigin[] {
  const addresses = listed(headers['x-forwarded-for']);
  const value = (name: string, fromLast: number): string | undefined => {
    const values = listed(headers[`x-forwarded-${name}`]);
    return values.length === 1 ? values[0] : values.at(-1 - fromLast);
  };
  const hops = Math.max(addresses.length, 1);
  return Array.from({ length: hops }, (_, index) => {
    const fromLast = hops - 1 - index;
    const node = addresses[index];
    const address = node === undefined ? undefined : addressIn(node);
    return {
      address,
      host: value('host', fromLast),
      proto: value('proto', fromLast),
      prefix: value('prefix', fromLast),
    };
  });
}

/**
 * Walks from the socket outwards as long as proxies are trusted: each says who sent it the request, and what for. What
 * stands further out in the headers may be anybody's word, and is not looked at.
 */
export function resolveOrigin({ headers, socket }: RequestHead, trust: IsTrustedProxy): ForwardedOrigin {
  let origin: ForwardedOrigin = { address: socket.remoteAddress };
  if (origin.address === undefined || !trust(origin.address)) return origin;
  const forwarded = listed(headers['forwarded']).map(elementOf);
  const elements = [...(forwarded.length > 0 ? forwarded : elementsOf(headers))];
  while (origin.address !== undefined && trust(origin.address)) {
    const next = elements.pop();
    if (next === undefined) return origin;
    origin = { ...origin, ...defined(next) };
    if (next.address === undefined) return origin;
  }
  return origin;
}

const defined = (origin: ForwardedOrigin): ForwardedOrigin =>
  Object.fromEntries(Object.entries(origin).filter(([, value]) => value !== undefined)) as unknown as ForwardedOrigin;

const isHost = /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;
const isPrefix = /^(?:\/[\w.~-]+)+$/;

/** The absolute URL that clients know a part by: what trusted proxies say, as far as they say it; else `own`. */
export function publicBaseUrl({ host, proto, prefix }: ForwardedOrigin, own: string): string {
  if (host === undefined || !isHost.test(host)) return own;
  const scheme = proto === 'https' || proto === 'http' ? proto : new URL(own).protocol.slice(0, -1);
  const below = prefix?.replace(/\/+$/, '') ?? '';
  return `${scheme}://${host.toLowerCase()}${isPrefix.test(below) ? below : ''}`;
}
