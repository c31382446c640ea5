import proxyAddr from 'proxy-addr';
import { parseUrl } from '../util/parse-url.ts';

/** The ports that a URL omits. */
const defaultPorts: Readonly<Record<string, string>> = { http: '80', https: '443' };

/** The part of a request that determines its origin and target: headers (names in lower case) and peer address. */
export interface RequestHead {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/** Whether an address belongs to a trusted proxy. */
export type IsTrustedProxy = (address: string) => boolean;

/**
 * The client address as seen by the outermost trusted proxy, and the host, scheme, port and path prefix that were requested
 * from it. Members that no proxy reports are undefined.
 */
export interface ForwardedOrigin {
  readonly address: string | undefined;
  readonly host?: string | undefined;
  readonly proto?: string | undefined;
  readonly port?: string | undefined;
  readonly prefix?: string | undefined;
}

/**
 * Compiles a list of addresses, subnets (`10.0.0.0/8`) and the names `loopback`, `linklocal` and `uniquelocal`.
 *
 * @throws {TypeError} when an entry is not an address, a subnet or one of these names.
 * @example
 * const isTrusted = compileTrustedProxies(['loopback', '10.0.0.0/8']);
 * isTrusted('10.1.2.3'); // true
 */
export function compileTrustedProxies(proxies: readonly string[]): IsTrustedProxy {
  if (proxies.length === 0) return () => false;
  const isTrusted = proxyAddr.compile([...proxies]);
  return (address) => isTrusted(address, 0);
}

const single = (header: string | readonly string[] | undefined): string | undefined =>
  header === undefined || typeof header === 'string' ? header : header.join(',');
const listOf = (header: string | readonly string[] | undefined): readonly string[] =>
  (single(header) ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');

/** Strips the port and the brackets of an IPv6 address. */
const addressIn = (node: string): string => node.replace(/^\[([^\]]*)\].*$/, '$1').replace(/^([\d.]+):\d+$/, '$1');

const pair = /(?:^|;)\s*([a-z]+)=(?:"((?:[^"\\]|\\.)*)"|([^";,\s]+))/gi;

/**
 * Parses one element of `Forwarded` (RFC 7239 §4) and ignores malformed pairs. Each element is parsed separately: a
 * client may have sent the outer ones, and errors in them must not hide what the proxies added. Unquoted ports and IPv6
 * addresses are accepted, since proxies send them. (`forwarded-parse` rejects the whole header in both cases.)
 */
function parseForwardedElement(text: string): ForwardedOrigin {
  const pairs = [...text.matchAll(pair)].map(([, name = '', quoted, token]): [string, string] => [
    name.toLowerCase(),
    quoted?.replace(/\\(.)/g, '$1') ?? token ?? '',
  ]);
  const { for: node, host, proto } = Object.fromEntries(pairs) as Partial<Record<string, string>>;
  return { address: node === undefined ? undefined : addressIn(node), host, proto };
}

/** Parses `X-Forwarded-*`. A single value applies to every hop; several values belong to the last hops. */
function parseXForwarded(headers: RequestHead['headers']): readonly ForwardedOrigin[] {
  const addresses = listOf(headers['x-forwarded-for']);
  const value = (name: string, fromLast: number): string | undefined => {
    const values = listOf(headers[`x-forwarded-${name}`]);
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
      port: value('port', fromLast),
      prefix: value('prefix', fromLast),
    };
  });
}

/**
 * Resolves the origin of a request: starts at the socket and follows the header elements outwards while the address is
 * a trusted proxy's. Elements beyond the first untrusted address are ignored, since the client may have sent them.
 */
export function resolveOrigin({ headers, socket }: RequestHead, isTrusted: IsTrustedProxy): ForwardedOrigin {
  let origin: ForwardedOrigin = { address: socket.remoteAddress };
  if (origin.address === undefined || !isTrusted(origin.address)) return origin;
  const forwarded = listOf(headers['forwarded']).map(parseForwardedElement);
  const elements = [...(forwarded.length > 0 ? forwarded : parseXForwarded(headers))];
  while (origin.address !== undefined && isTrusted(origin.address)) {
    const next = elements.pop();
    if (next === undefined) return origin;
    origin = { ...origin, ...defined(next) };
    if (next.address === undefined) return origin;
  }
  return origin;
}

const defined = (origin: ForwardedOrigin): ForwardedOrigin =>
  Object.fromEntries(Object.entries(origin).filter(([, value]) => value !== undefined)) as unknown as ForwardedOrigin;

const hostPattern = /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;
const isHost = (text: string): boolean => hostPattern.test(text) && parseUrl(`http://${text}`) !== undefined;
const isPrefix = /^(?:\/[\w.~-]+)+$/;

const isPort = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;

/** Adds the port to a host that has none, unless it is the scheme's default. */
function authorityOf(host: string, { port, scheme }: { port: string | undefined; scheme: string }): string {
  const hasPort = /:\d+$/.test(host);
  return hasPort || port === undefined || !isPort(port) || port === defaultPorts[scheme] ? host : `${host}:${port}`;
}

/**
 * Builds the absolute URL under which clients reach the service, without a trailing slash, from what trusted proxies
 * report. Without a valid host it is `ownUrl`. The port in the host has precedence over one that is reported by itself.
 */
export function publicBaseUrl({ host, proto, port, prefix }: ForwardedOrigin, ownUrl: string): string {
  if (host === undefined || !isHost(host)) return ownUrl;
  const reported = proto?.toLowerCase() ?? '';
  const scheme = Object.hasOwn(defaultPorts, reported) ? reported : new URL(ownUrl).protocol.slice(0, -1);
  const authority = authorityOf(host.toLowerCase(), { port, scheme });
  const path = prefix?.replace(/\/+$/, '') ?? '';
  return `${scheme}://${authority}${isPrefix.test(path) ? path : ''}`;
}
