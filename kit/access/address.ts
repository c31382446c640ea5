import { originOf, type Sent, type Trust } from '../wire/forwarded.ts';
import { handedOnBy, handedOnFor, type ServiceIdentity } from './service-identity.ts';

/** Whose word is taken for where a request comes from. */
export interface AddressSettings {
  readonly services: ServiceIdentity;
  readonly trust: Trust;
}

/** The address of the client: the one that sent the request, or whose request a proxy or a part of the system hands on. */
export async function addressOf(sent: Sent, { services, trust }: AddressSettings): Promise<string> {
  const [token, address] = [sent.headers[handedOnBy], sent.headers[handedOnFor]];
  const isHandedOn = typeof token === 'string' && typeof address === 'string';
  if (isHandedOn && (await services.verify(token)) !== undefined) return address;
  return originOf(sent, trust).address ?? 'unknown';
}
