import { originOf, type Sent, type Trust } from '../http/forwarded.ts';
import { handedOnBy, handedOnFor, type ServiceIdentity } from './service-identity.ts';

/** Whose word is taken for where a request comes from. */
export interface AddressSettings {
  readonly services: ServiceIdentity;
  readonly trust: Trust;
}

/** Where a request comes from. */
export interface Origin {
  /** The address of the client: the one that sent the request, or whose request a proxy or a part of the system hands on. */
  readonly address: string;
  /** Whether a part of the system hands it on. */
  readonly isHandedOn: boolean;
}

export async function originOfClient(sent: Sent, { services, trust }: AddressSettings): Promise<Origin> {
  const [token, address] = [sent.headers[handedOnBy], sent.headers[handedOnFor]];
  const isNamed = typeof token === 'string' && typeof address === 'string';
  if (isNamed && (await services.verify(token)) !== undefined) return { address, isHandedOn: true };
  return { address: originOf(sent, trust).address ?? 'unknown', isHandedOn: false };
}

export const addressOf = async (sent: Sent, settings: AddressSettings): Promise<string> =>
  (await originOfClient(sent, settings)).address;
