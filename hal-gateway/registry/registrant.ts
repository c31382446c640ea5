import { parseCredentials } from '../../kit/access/credentials.ts';
import { isServiceToken, type ServiceIdentity } from '../../kit/access/service-identity.ts';
import type { HalRequest } from '../../kit/hal/request.ts';
import { resolveOrigin, type IsTrustedProxy } from '../../kit/http/forwarded.ts';
import { invalidToken, notAllowed, unauthenticated } from '../../kit/resource/common-problems.ts';
import { fail, succeed, type Outcome } from '../../kit/resource/problems.ts';

/** Who sends a registration: a service that proves its identity with a token, or a guest. */
export interface Registrant {
  /** The identity in the service token; undefined for a guest. */
  readonly identity: string | undefined;
  /** The client's address, for the log. */
  readonly address: string;
}

/** The identity whose service token retires a name that is no longer used. */
export const operatorIdentity = 'operator';

export interface RegistrantSettings {
  readonly serviceIdentity: ServiceIdentity;
  /** Whether services may register without a token. */
  readonly guests: boolean;
  readonly trust: IsTrustedProxy;
  /** The gateway's own URL, whatever host a request or a proxy names: whoever owns a name decides where it leads. */
  readonly base: string;
}

/** Determines who sends a request that changes registrations, or the problem with which it is rejected. */
export type ResolveRegistrant = (request: HalRequest) => Promise<Outcome<Registrant>>;

/** Returns the service token of a request. */
function serviceTokenOf(request: HalRequest): string | undefined {
  const credentials = parseCredentials(request.header('authorization'));
  return credentials.scheme === 'bearer' && isServiceToken(credentials.token) ? credentials.token : undefined;
}

/** Whether a service of the system sent a request: it has a valid service token for registrations. */
export async function isFromService(
  request: HalRequest,
  serviceIdentity: Pick<ServiceIdentity, 'verify'>,
): Promise<boolean> {
  const token = serviceTokenOf(request);
  return token !== undefined && (await serviceIdentity.verify(token, 'registration')) !== undefined;
}

/**
 * Creates the resolver of registrants. Services of the system send a service token; a wrong one is 401. Other
 * credentials do not count: clients of the original gateway send theirs with every request. Pages of other origins are
 * refused, because a page that rebinds its name to this address (DNS rebinding) needs no CORS.
 */
export function createRegistrantResolver(settings: RegistrantSettings): ResolveRegistrant {
  const { serviceIdentity, guests, trust, base } = settings;
  return async (request) => {
    const origin = request.header('origin');
    if (origin !== undefined && origin !== new URL(base).origin)
      return fail(notAllowed(`pages of ${JSON.stringify(origin)} may not change registrations`));
    const address = resolveOrigin(request.head, trust).address ?? 'unknown';
    const token = serviceTokenOf(request);
    if (token !== undefined) {
      const identity = await serviceIdentity.verify(token, 'registration');
      return identity === undefined
        ? fail(invalidToken('the service token is not valid for a registration here, or has expired'))
        : succeed({ identity, address });
    }
    return guests
      ? succeed({ identity: undefined, address })
      : fail(unauthenticated('registering requires a service token here (GW_REGISTRATION is closed)'));
  };
}
