import { jwtVerify, SignJWT } from 'jose';
import { urnIn, type Product } from '../util/product.ts';

/** Service-to-service authentication: issues and verifies tokens that are signed with the shared secret. */
export interface ServiceIdentity {
  /** Returns a Bearer token with this service's name. It is valid for a minute, and reused for half of that. */
  token(): Promise<string>;
  /** Returns the name of the service that issued a token; undefined if the token is invalid or has expired. */
  verify(token: string): Promise<string | undefined>;
}

/** The header with the token of the service that forwards a request; `Authorization` holds the caller's. */
export const serviceAuthorizationHeader = 'service-authorization';
/** The header with the client's address in a forwarded request. */
export const forwardedForHeader = 'x-forwarded-for';

const algorithm = 'HS256';
const lifetimeSeconds = 60;
const reuseMs = 30_000;

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

/** Creates the identity of a service. Its tokens are JWTs (RFC 7519), signed with HMAC (RFC 7518 §3.2). */
export function createServiceIdentity(name: string, { secret, product }: ServiceIdentitySettings): ServiceIdentity {
  const issuer = urnIn(product, 'services');
  const key = new TextEncoder().encode(secret.padEnd(32, '\0'));
  let current: { readonly token: Promise<string>; readonly reuseUntil: number } | undefined;
  const sign = () =>
    new SignJWT()
      .setProtectedHeader({ alg: algorithm })
      .setIssuer(issuer)
      .setSubject(name)
      .setIssuedAt()
      .setExpirationTime(`${lifetimeSeconds}s`)
      .sign(key);
  return {
    token: () => {
      if (current === undefined || current.reuseUntil < Date.now())
        current = { token: sign(), reuseUntil: Date.now() + reuseMs };
      return current.token;
    },
    verify: async (token) => {
      try {
        const options = { issuer, algorithms: [algorithm], requiredClaims: ['exp', 'sub'] };
        return (await jwtVerify(token, key, options)).payload.sub;
      } catch {
        return undefined;
      }
    },
  };
}
