import { originOf, type Sent, type Trust } from '../wire/forwarded.ts';
import { handedOnBy, handedOnFor, type ServiceIdentity } from './service-identity.ts';

/** Whose word is taken for where a request comes from. */
export interface AddressSettings {
  readonly services: ServiceIdentity;
  readonly trust: Trust;
}

/** The address of the client: the one that sent the request, or whose request a proxy or a part of the system hands on. */
export const addressOf = async (sent: Sent, settings: AddressSettings): Promise<string> =>
  (await addressHandedOn(sent, settings)) ?? originOf(sent, settings.trust).address ?? 'unknown';

/** The address of the client whose request a part of the system hands on; undefined when none does. */
export async function addressHandedOn(sent: Sent, { services }: AddressSettings): Promise<string | undefined> {
  const [token, address] = [sent.headers[handedOnBy], sent.headers[handedOnFor]];
  const isHandedOn = typeof token === 'string' && typeof address === 'string';
  return isHandedOn && (await services.verify(token)) !== undefined ? address : undefined;
}
