import { parseCredentials } from '../kit/access/credentials.ts';
import type { ServiceIdentity } from '../kit/access/service-identity.ts';
import type { HalRequest } from '../kit/hal/request.ts';

/** Creates the check whether a request has a service token for this gateway, as operators and parts of the system do. */
export const createOperatorCheck =
  (serviceIdentity: ServiceIdentity) =>
  async (request: HalRequest): Promise<boolean> => {
    const credentials = parseCredentials(request.header('authorization'));
    return (
      credentials.scheme === 'bearer' && (await serviceIdentity.verify(credentials.token, 'internal')) !== undefined
    );
  };
