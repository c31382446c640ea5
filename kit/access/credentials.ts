/** What an `Authorization` header says (RFC 9110 §11.6.2): Basic (RFC 7617), Bearer (RFC 6750), or neither. */
export type Credentials =
  | { readonly scheme: 'none' }
  | { readonly scheme: 'basic'; readonly username: string; readonly password: string }
  | { readonly scheme: 'bearer'; readonly token: string }
  | { readonly scheme: 'unreadable'; readonly fault: string };

const unreadable = (fault: string): Credentials => ({ scheme: 'unreadable', fault });

export function parseCredentials(authorization: string | undefined): Credentials {
  const given = authorization?.trim() ?? '';
  if (given === '') return { scheme: 'none' };
  const scheme = /^\S+/.exec(given)?.[0] ?? '';
  const value = given.slice(scheme.length).trim();
  if (scheme.toLowerCase() === 'bearer')
    return value === '' ? unreadable('the Bearer token is missing') : { scheme: 'bearer', token: value };
  if (scheme.toLowerCase() !== 'basic') return unreadable('the scheme is to be Basic or Bearer');
  const decoded = Buffer.from(value, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  if (colon < 1) return unreadable('Basic takes the Base64 of username:password');
  return { scheme: 'basic', username: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}

/** The `WWW-Authenticate` challenge for Basic credentials (RFC 7617 §2.1). */
export const basicChallenge = (realm: string): string => `Basic realm="${realm}", charset="UTF-8"`;

/** The challenge of a service, which also accepts Bearer tokens (RFC 6750 §3). */
export const serviceChallenge = (realm: string): string => `${basicChallenge(realm)}, Bearer`;

/** The header for Basic credentials. */
export const basicAuthorization = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
