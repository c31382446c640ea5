import { z } from 'zod';
import { basicAuthorization } from '../access/credentials.ts';
import type { PasswordCredentials } from '../access/credentials-cache.ts';
import { forwardedForHeader, serviceAuthorizationHeader, type ServiceIdentity } from '../access/service-identity.ts';
import type { HttpClient, HttpResponse } from '../http/client.ts';
import type { LocatedRelation } from './service-links.ts';

/** What a password exchange is made with. */
export interface TokenExchangeSettings {
  readonly client: HttpClient;
  /** Finds a relation of the HAL gateway's root, and the service that offers it. */
  readonly locate: (rel: string) => Promise<LocatedRelation | undefined>;
  readonly serviceIdentity: Pick<ServiceIdentity, 'token' | 'learnTime'>;
}

/** The outcome of exchanging a password for a token at the accounts service. */
export type TokenExchange =
  | {
      readonly kind: 'issued';
      readonly token: string;
      /** Milliseconds for which the token may be reused. */
      readonly cacheableMs: number;
    }
  | {
      readonly kind: 'rejected';
      readonly reason: string;
      /** The challenges of the accounts service (RFC 9110 §11.6.1). */
      readonly challenges: readonly string[];
    }
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number }
  | { readonly kind: 'unavailable' };

/** Milliseconds before a token expires at which it is no longer reused. */
const expiryMarginMs = 5000;
const tokenShape = z.object({ access_token: z.string(), expires_in: z.number() });
const throttledShape = z.object({ retryAfter: z.number() });
const rejectedShape = z.object({ detail: z.string() });

/** Exchanges a password for a token at the root's `token` link, on behalf of a client at an address. */
export async function exchangePassword(
  { client, locate, serviceIdentity }: TokenExchangeSettings,
  { username, password }: PasswordCredentials,
  address: string,
): Promise<TokenExchange> {
  const link = await locate('token');
  if (link === undefined) return { kind: 'unavailable' };
  const headers = {
    authorization: basicAuthorization(username, password),
    [serviceAuthorizationHeader]: await serviceIdentity.token({ audience: link.service, purpose: 'forwarding' }),
    [forwardedForHeader]: address,
  };
  const response = await client.request({ method: 'POST', url: link.href, headers, repeatable: true });
  if (response.kind === 'unreachable') return { kind: 'unavailable' };
  serviceIdentity.learnTime(link.service, response.headers['date']);
  return outcomeOf(response);
}

function outcomeOf(response: HttpResponse): TokenExchange {
  if (response.status === 401) {
    const challenges = [response.headers['www-authenticate'] ?? []].flat();
    const { detail } = rejectedShape.safeParse(response.json()).data ?? { detail: 'the credentials are wrong' };
    return { kind: 'rejected', reason: detail, challenges };
  }
  if (response.status === 429) {
    const { retryAfter } = throttledShape.safeParse(response.json()).data ?? { retryAfter: 1 };
    return { kind: 'throttled', retryAfterSeconds: retryAfter };
  }
  const issued = response.status === 200 ? tokenShape.safeParse(response.json()).data : undefined;
  if (issued === undefined) return { kind: 'unavailable' };
  return { kind: 'issued', token: issued.access_token, cacheableMs: issued.expires_in * 1000 - expiryMarginMs };
}
