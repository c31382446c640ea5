import { handedOnBy, handedOnFor, type ServiceIdentity } from './service-identity.ts';

/** What of a request tells where it comes from; header names in lower case. */
export interface Sent {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/** The address of the client: the one that sent the request, or whose request a part of the system hands on. */
export async function addressOf({ headers, socket }: Sent, services: ServiceIdentity): Promise<string> {
  const [token, address] = [headers[handedOnBy], headers[handedOnFor]];
  const isHandedOn = typeof token === 'string' && typeof address === 'string';
  if (isHandedOn && (await services.verify(token)) !== undefined) return address;
  return socket.remoteAddress ?? 'unknown';
}
