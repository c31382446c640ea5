import { jwtVerify, SignJWT } from 'jose';
import { urnIn, type Product } from '../util/product.ts';

/** How a part of the system shows others of the system that it is one of them, by a secret that they share. */
export interface ServiceIdentity {
  /** A value for `Authorization: Bearer`, good for a minute. */
  token(): Promise<string>;
  /** The name of the service that a token is of; undefined when it is none of ours. */
  verify(token: string): Promise<string | undefined>;
}

/** Besides `Authorization`, which is the caller's: who hands a request on. */
export const serviceAuthorizationHeader = 'service-authorization';
/** Whose request it is that is handed on: the address of the client. */
export const forwardedForHeader = 'x-forwarded-for';

const algorithm = 'HS256';
const lifeSeconds = 60;
const reuseMs = 30_000;

/** What tokens of services begin with: their header (RFC 7515 §3.1). */
const header = `${Buffer.from(JSON.stringify({ alg: algorithm })).toString('base64url')}.`;

/** Whether a token claims to be of a service, so that no account's token is taken for one. */
export const isServiceToken = (token: string): boolean => token.startsWith(header);

/** What the parts of one system share. */
export interface ServiceIdentitySettings {
  readonly secret: string;
  /** Names the issuer of the tokens. */
  readonly product: Product;
}

/** Creates the identity of the service of this name from the shared secret (RFC 7519, signed with HMAC: RFC 7518 §3.2). */
export function createServiceIdentity(name: string, { secret, product }: ServiceIdentitySettings): ServiceIdentity {
  const issuer = urnIn(product, 'services');
  const key = new TextEncoder().encode(secret.padEnd(32, '\0'));
  let current: { readonly token: Promise<string>; readonly until: number } | undefined;
  const sign = () =>
    new SignJWT()
      .setProtectedHeader({ alg: algorithm })
      .setIssuer(issuer)
      .setSubject(name)
      .setIssuedAt()
      .setExpirationTime(`${lifeSeconds}s`)
      .sign(key);
  return {
    token: () => {
      if (current === undefined || current.until < Date.now()) current = { token: sign(), until: Date.now() + reuseMs };
      return current.token;
    },
    verify: async (token) => {
      try {
        const required = { issuer, algorithms: [algorithm], requiredClaims: ['exp', 'sub'] };
        return (await jwtVerify(token, key, required)).payload.sub;
      } catch {
        return undefined;
      }
    },
  };
}
