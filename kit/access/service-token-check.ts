import { parseCredentials } from './credentials.ts';
import type { ServiceIdentity } from './service-identity.ts';

/**
 * Creates the check whether an `Authorization` header has a service token for this part with the purpose `internal`, as
 * operators and other parts of the system send it.
 */
export const createServiceTokenCheck =
  ({ verify }: Pick<ServiceIdentity, 'verify'>) =>
  async (authorization: string | undefined): Promise<boolean> => {
    const credentials = parseCredentials(authorization);
    return credentials.scheme === 'bearer' && (await verify(credentials.token, 'internal')) !== undefined;
  };
