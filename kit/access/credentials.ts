import { isUtf8 } from 'node:buffer';

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
  const octets = Buffer.from(value, 'base64');
  if (!isUtf8(octets)) return malformed('Basic credentials must be encoded in UTF-8');
  const decoded = octets.toString('utf8');
  const colon = decoded.indexOf(':');
  if (colon < 1) return malformed('Basic credentials must be the Base64 encoding of username:password');
  return { scheme: 'basic', username: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}

/** Returns the `Authorization` header for Basic credentials (RFC 7617 §2). */
export const basicAuthorization = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
