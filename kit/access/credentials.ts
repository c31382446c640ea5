/** The credentials in an `Authorization` header (RFC 9110 §11.6.2): Basic (RFC 7617), Bearer (RFC 6750), or neither. */
export type Credentials =
  | { readonly scheme: 'none' }
  | { readonly scheme: 'basic'; readonly username: string; readonly password: string }
  | { readonly scheme: 'bearer'; readonly token: string }
  | { readonly scheme: 'malformed'; readonly reason: string };

const malformed = (reason: string): Credentials => ({ scheme: 'malformed', reason });

/** Parses an `Authorization` header, in time linear in its length. */
export function parseCredentials(authorization: string | undefined): Credentials {
  const header = authorization?.trim() ?? '';
  if (header === '') return { scheme: 'none' };
  const scheme = /^\S+/.exec(header)?.[0] ?? '';
  const value = header.slice(scheme.length).trim();
  if (scheme.toLowerCase() === 'bearer')
    return value === '' ? malformed('the Bearer token is missing') : { scheme: 'bearer', token: value };
  if (scheme.toLowerCase() !== 'basic') return malformed('the authentication scheme must be Basic or Bearer');
  const decoded = Buffer.from(value, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  if (colon < 1) return malformed('Basic credentials must be the Base64 encoding of username:password');
  return { scheme: 'basic', username: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}

/** Returns the `WWW-Authenticate` challenge for Basic credentials (RFC 7617 §2.1). */
export const basicChallenge = (realm: string): string => `Basic realm="${realm}", charset="UTF-8"`;

/** Returns the challenge of a service, which also accepts Bearer tokens (RFC 6750 §3). */
export const serviceChallenge = (realm: string): string => `${basicChallenge(realm)}, Bearer`;

/** Returns the `Authorization` header for Basic credentials (RFC 7617 §2). */
export const basicAuthorization = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
