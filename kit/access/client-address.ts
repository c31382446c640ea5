import { resolveOrigin, type RequestHead, type IsTrustedProxy } from '../http/forwarded.ts';
import { serviceAuthorizationHeader, forwardedForHeader, type ServiceIdentity } from './service-identity.ts';

/** Whose word is taken for where a request comes from. */
export interface ClientAddressSettings {
  readonly serviceIdentity: ServiceIdentity;
  readonly trust: IsTrustedProxy;
}

/** Where a request comes from. */
export interface ClientOrigin {
  /** The address of the client: the one that sent the request, or whose request a proxy or a part of the system hands on. */
  readonly address: string;
  /** Whether a part of the system hands it on. */
  readonly isForwarded: boolean;
}

export async function resolveClientOrigin(
  sent: RequestHead,
  { serviceIdentity, trust }: ClientAddressSettings,
): Promise<ClientOrigin> {
  const [token, address] = [sent.headers[serviceAuthorizationHeader], sent.headers[forwardedForHeader]];
  const isNamed = typeof token === 'string' && typeof address === 'string';
  if (isNamed && (await serviceIdentity.verify(token)) !== undefined) return { address, isForwarded: true };
  return { address: resolveOrigin(sent, trust).address ?? 'unknown', isForwarded: false };
}

export const resolveClientAddress = async (sent: RequestHead, settings: ClientAddressSettings): Promise<string> =>
  (await resolveClientOrigin(sent, settings)).address;
