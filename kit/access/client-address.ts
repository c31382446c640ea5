import { resolveOrigin, type RequestHead, type IsTrustedProxy } from '../http/forwarded.ts';
import { memoize } from '../util/memoize.ts';
import { serviceAuthorizationHeader, forwardedForHeader, type ServiceIdentity } from './service-identity.ts';

/** The services and proxies whose forwarding headers are trusted. */
export interface ClientAddressSettings {
  readonly serviceIdentity: ServiceIdentity;
  readonly trust: IsTrustedProxy;
}

/** The network origin of a request. */
export interface ClientOrigin {
  /** The address of the original client, behind trusted proxies and services of this system. */
  readonly address: string;
  /** Whether a service of this system forwarded the request. */
  readonly isForwarded: boolean;
}

/** Resolves the origin of a request. */
export type ClientOriginResolver = (head: RequestHead) => Promise<ClientOrigin>;

/** Creates a resolver that resolves each request once, however many parts of a service ask for its origin. */
export const createClientOriginResolver = (settings: ClientAddressSettings): ClientOriginResolver =>
  memoize((head: RequestHead) => resolveClientOrigin(head, settings));

async function resolveClientOrigin(
  head: RequestHead,
  { serviceIdentity, trust }: ClientAddressSettings,
): Promise<ClientOrigin> {
  const [token, address] = [head.headers[serviceAuthorizationHeader], head.headers[forwardedForHeader]];
  const claimsForwarding = typeof token === 'string' && typeof address === 'string';
  if (claimsForwarding && (await serviceIdentity.verify(token, 'forwarding')) !== undefined)
    return { address, isForwarded: true };
  return { address: resolveOrigin(head, trust).address ?? 'unknown', isForwarded: false };
}
