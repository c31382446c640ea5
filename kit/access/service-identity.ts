import { jwtVerify, SignJWT, type JWTPayload } from 'jose';
import { LRUCache } from 'lru-cache';
import { urnIn, type Product } from '../util/product.ts';
import { steadyNow } from '../util/steady-clock.ts';

/**
 * What a service token is for: to register with the HAL gateway, to forward a client's address or credentials, or to
 * call internal endpoints. A token for one purpose serves no other.
 */
export type ServicePurpose = 'registration' | 'forwarding' | 'internal';

/** The one receiver and the one purpose of a service token. */
export interface ServiceTokenUse {
  /** The receiver's name at the HAL gateway. */
  readonly audience: string;
  readonly purpose: ServicePurpose;
}

/** Service-to-service authentication: issues and verifies tokens that are signed with the shared secret. */
export interface ServiceIdentity {
  /** Returns a Bearer token with this service's name. It is valid for a minute, and reused for half of that. */
  token(use: ServiceTokenUse): Promise<string>;
  /**
   * Returns the name of the service that issued a token for this service and a purpose; undefined if the token is for
   * another service or purpose, is invalid or has expired.
   */
  verify(token: string, purpose: ServicePurpose): Promise<string | undefined>;
  /**
   * Learns the time at a receiver from the `Date` of its response, by which its next tokens are signed: the clocks of two
   * machines may differ by more than the life of a token.
   */
  learnTime(audience: string, date: string | readonly string[] | undefined): void;
}

/** The name of the HAL gateway, as the audience of service tokens. */
export const halGatewayName = 'hal-gateway';

/** The header with the token of the service that forwards a request; `Authorization` holds the caller's. */
export const serviceAuthorizationHeader = 'service-authorization';
/** The header with the client's address in a forwarded request. */
export const forwardedForHeader = 'x-forwarded-for';

const algorithm = 'HS256';
const lifetimeSeconds = 60;
const reuseMs = 30_000;
/** Most tokens that are kept for reuse. */
const maxReusedTokens = 200;
/** Most valid tokens that are kept, so that a token is verified once: that takes a tenth of a millisecond. */
const maxVerifiedTokens = 200;
/** Most receivers whose time is kept. */
const maxReceivers = 100;
/** Differences between two clocks up to this, in milliseconds, are ignored: `Date` has whole seconds. */
const ignoredDifferenceMs = 5_000;

/** The JOSE header (RFC 7515 §3.1) that every service token begins with. */
const tokenPrefix = `${Buffer.from(JSON.stringify({ alg: algorithm })).toString('base64url')}.`;

/** Whether a token claims to be a service token; such a token is never verified as an account's. */
export const isServiceToken = (token: string): boolean => token.startsWith(tokenPrefix);

/** The settings that all parts of a system share. */
export interface ServiceIdentitySettings {
  /** The shared secret (`SERVICE_SECRET`). */
  readonly secret: string;
  /** Names the issuer of the tokens. */
  readonly product: Product;
}

/**
 * Creates the identity of a service of this name at the HAL gateway. Its tokens are JWTs (RFC 7519), signed with HMAC
 * (RFC 7518 §3.2).
 */
export function createServiceIdentity(name: string, { secret, product }: ServiceIdentitySettings): ServiceIdentity {
  const issuer = urnIn(product, 'services');
  const key = new TextEncoder().encode(secret.padEnd(32, '\0'));
  /** Receiver → its time in milliseconds since 1970 when the monotonic clock of this process was 0. */
  const origins = new LRUCache<string, number>({ max: maxReceivers });
  /** Receiver → the last date that was learned. */
  const lastDates = new LRUCache<string, string>({ max: maxReceivers });
  const timeAt = (audience: string): number => {
    const origin = origins.get(audience);
    return origin === undefined ? steadyNow() : origin + performance.now();
  };
  // The cache measures time with a monotonic clock.
  const reused = new LRUCache<string, Promise<string>>({ max: maxReusedTokens, ttl: reuseMs });
  const sign = ({ audience, purpose }: ServiceTokenUse) => {
    const seconds = Math.floor(timeAt(audience) / 1000);
    return new SignJWT({ purpose })
      .setProtectedHeader({ alg: algorithm })
      .setIssuer(issuer)
      .setSubject(name)
      .setAudience(audience)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + lifetimeSeconds)
      .sign(key);
  };
  const verified = new LRUCache<string, JWTPayload>({ max: maxVerifiedTokens });
  async function verifiedPayload(token: string): Promise<JWTPayload> {
    const kept = verified.get(token);
    if (kept?.exp !== undefined && kept.exp > Date.now() / 1000) return kept;
    const options = { issuer, audience: name, algorithms: [algorithm], requiredClaims: ['exp', 'sub', 'purpose'] };
    const { payload } = await jwtVerify(token, key, options);
    verified.set(token, payload);
    return payload;
  }
  return {
    token: (use) => {
      const useKey = `${use.purpose} ${use.audience}`;
      const current = reused.get(useKey);
      if (current !== undefined) return current;
      const token = sign(use);
      reused.set(useKey, token);
      return token;
    },
    learnTime: (audience, date) => {
      // Responses within one second have the same date.
      if (typeof date === 'string' && lastDates.get(audience) === date) return;
      const [first = ''] = [date ?? ''].flat();
      lastDates.set(audience, first);
      const time = Date.parse(first);
      if (Number.isNaN(time) || Math.abs(time - timeAt(audience)) <= ignoredDifferenceMs) return;
      origins.set(audience, time - performance.now());
      for (const use of reused.keys()) if (use.endsWith(` ${audience}`)) reused.delete(use);
    },
    verify: async (token, purpose) => {
      try {
        const payload = await verifiedPayload(token);
        return payload['purpose'] === purpose && payload.aud === name ? payload.sub : undefined;
      } catch {
        return undefined;
      }
    },
  };
}
