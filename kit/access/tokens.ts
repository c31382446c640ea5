import { LRUCache } from 'lru-cache';
import { createLocalJWKSet, errors, jwtVerify, type JSONWebKeySet, type JWTPayload } from 'jose';
import { z } from 'zod';
import { memoize } from '../util/memoize.ts';
import { urnIn, type Product } from '../util/product.ts';
import { adminRole, root, rootName, type Caller } from './caller.ts';

/** What tokens are signed with (RFC 7518 §3.4). */
export const tokenAlgorithm = 'ES256';
/** The issuer of a product's tokens (RFC 7519 §4.1.1). */
export const tokenIssuer = (product: Product): string => urnIn(product, 'accounts');

/** What lets a token be renewed without the password: when that was given, and which one it was. */
export interface Session {
  /** Seconds since 1970. */
  readonly authenticatedAt: number;
  /** Another one after every change of the password. */
  readonly passwordVersion: string;
}

/** The claims of a token, besides the registered ones: `sub` is the account's `_id`, or `root`. */
export const tokenClaims = (caller: Caller, session?: Session): JWTPayload => ({
  sub: caller.id ?? rootName,
  username: caller.username,
  role: caller.role,
  ...(session === undefined ? {} : { auth_time: session.authenticatedAt, mark: session.passwordVersion }),
});

const claims = z.object({ sub: z.string(), username: z.string(), role: z.string() });
const sessionClaims = z.object({ auth_time: z.number(), mark: z.string() });

function sessionOf(payload: JWTPayload): Session | undefined {
  const parsed = sessionClaims.safeParse(payload);
  return parsed.success ? { authenticatedAt: parsed.data.auth_time, passwordVersion: parsed.data.mark } : undefined;
}

function callerOf(payload: JWTPayload): Caller | undefined {
  const parsed = claims.safeParse(payload);
  if (!parsed.success) return undefined;
  const { sub, username, role } = parsed.data;
  return role === adminRole ? root : { signedIn: true, id: sub, username, role };
}

/** What came of looking at a token; `away` when the keys could not be fetched. */
export type TokenVerification =
  | { readonly kind: 'good'; readonly caller: Caller; readonly expires: Date; readonly session: Session | undefined }
  | { readonly kind: 'bad'; readonly fault: string }
  | { readonly kind: 'away' };

/** The published keys (JWKS, RFC 7517), or undefined when they cannot be had; `fresh` asks past any cache. */
export type KeySource = (fresh: boolean) => Promise<JSONWebKeySet | undefined>;

/** What a token is checked against. */
export interface TokenTrust {
  readonly keys: KeySource;
  /** The product whose tokens are accepted. */
  readonly product: Product;
}

/** Checks a token's signature, issuer and expiry. A key that is not known yet is looked for once more. */
export async function verifyToken(token: string, { keys, product }: TokenTrust): Promise<TokenVerification> {
  for (const fresh of [false, true]) {
    const set = await keys(fresh);
    if (set === undefined) return { kind: 'away' };
    const verified = await verifyWith(token, set, tokenIssuer(product));
    if (verified !== undefined) return verified;
  }
  return { kind: 'bad', fault: 'the token is signed with a key that is not published' };
}

/** Tokens that were found good, for a while: checking a signature takes a tenth of a millisecond. */
const verifiedMost = 10_000;
const verifiedMs = 30_000;

/** As `verifyToken`, but a token that was found good is not checked again until it expires. */
export function createCachingVerifier(trust: TokenTrust): (token: string) => Promise<TokenVerification> {
  const good = new LRUCache<string, TokenVerification & { kind: 'good' }>({ max: verifiedMost, ttl: verifiedMs });
  return async (token) => {
    const remembered = good.get(token);
    if (remembered !== undefined && remembered.expires.getTime() > Date.now()) return remembered;
    const verified = await verifyToken(token, trust);
    if (verified.kind === 'good') good.set(token, verified);
    return verified;
  };
}

/** Imports the keys of a set; cached, because that takes longer than to verify a signature. */
const importKeys = memoize((set: JSONWebKeySet) => createLocalJWKSet(set));

async function verifyWith(token: string, set: JSONWebKeySet, issuer: string): Promise<TokenVerification | undefined> {
  try {
    const options = { issuer, algorithms: [tokenAlgorithm], requiredClaims: ['exp'] };
    const { payload } = await jwtVerify(token, importKeys(set), options);
    const caller = callerOf(payload);
    if (caller === undefined) return { kind: 'bad', fault: 'the token lacks sub, username or role' };
    return { kind: 'good', caller, expires: new Date((payload.exp ?? 0) * 1000), session: sessionOf(payload) };
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) return undefined;
    if (error instanceof errors.JWTExpired)
      return { kind: 'bad', fault: 'the token has expired: get a new one from the token link' };
    if (error instanceof errors.JOSEError)
      return { kind: 'bad', fault: 'the token is not one of ours, or was changed' };
    throw error;
  }
}
