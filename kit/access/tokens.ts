import { LRUCache } from 'lru-cache';
import { createLocalJWKSet, errors, jwtVerify, type JSONWebKeySet, type JWTPayload } from 'jose';
import { z } from 'zod';
import { memoize } from '../util/memoize.ts';
import { urnIn, type Product } from '../util/product.ts';
import { steadyNow } from '../util/steady-clock.ts';
import { adminRole, root, rootName, type Caller } from './caller.ts';

/** The algorithm that signs tokens (RFC 7518 §3.4). */
export const tokenAlgorithm = 'ES256';
/** The issuer of a product's tokens (RFC 7519 §4.1.1). */
export const tokenIssuer = (product: Product): string => urnIn(product, 'accounts');

/** The sign-in that a token goes back to; it allows the token to be renewed without the password. */
export interface Session {
  /** When the password was checked, in seconds since 1970. */
  readonly authenticatedAt: number;
  /** Changes with every change of the password. */
  readonly passwordVersion: string;
}

/** Returns the claims that identify a caller and the session; `sub` is the account's `_id`, or `root`. */
export const tokenClaims = (caller: Caller, session?: Session): JWTPayload => ({
  sub: caller.id ?? rootName,
  username: caller.username,
  role: caller.role,
  ...(session === undefined ? {} : { auth_time: session.authenticatedAt, mark: session.passwordVersion }),
});

const callerClaims = z.object({ sub: z.string(), username: z.string(), role: z.string() });
const sessionClaims = z.object({ auth_time: z.number(), mark: z.string() });

function sessionOf(payload: JWTPayload): Session | undefined {
  const parsed = sessionClaims.safeParse(payload);
  return parsed.success ? { authenticatedAt: parsed.data.auth_time, passwordVersion: parsed.data.mark } : undefined;
}

function callerOf(payload: JWTPayload): Caller | undefined {
  const parsed = callerClaims.safeParse(payload);
  if (!parsed.success) return undefined;
  const { sub, username, role } = parsed.data;
  return role === adminRole ? root : { signedIn: true, id: sub, username, role };
}

/** The outcome of verifying a token; `unavailable` if the keys could not be fetched. */
export type TokenVerification =
  | { readonly kind: 'valid'; readonly caller: Caller; readonly expires: Date; readonly session: Session | undefined }
  | { readonly kind: 'invalid'; readonly reason: string }
  | { readonly kind: 'unavailable' };

/** Returns the published keys (JWKS, RFC 7517 §5), or undefined if they are unavailable; `fresh` bypasses the cache. */
export type KeySource = (fresh: boolean) => Promise<JSONWebKeySet | undefined>;

/** The keys and the issuer that tokens are verified against. */
export interface TokenVerificationSettings {
  readonly keys: KeySource;
  /** The product whose tokens are accepted. */
  readonly product: Product;
  /** Returns the time at the accounts service, in milliseconds since 1970; by default it is this process's. */
  readonly now?: () => number;
}

/**
 * Verifies a token's signature, issuer and expiry. If the key is unknown, or the token has expired, the keys and the time
 * are fetched again, past the cache, once: the accounts service may have rotated its keys, or another clock now.
 */
export async function verifyToken(token: string, settings: TokenVerificationSettings): Promise<TokenVerification> {
  for (const fresh of [false, true]) {
    const set = await settings.keys(fresh);
    if (set === undefined) return { kind: 'unavailable' };
    const verified = await verifyWith(token, set, settings);
    if (verified !== 'unknown key' && (verified !== 'expired' || fresh)) return resultOf(verified);
  }
  return { kind: 'invalid', reason: 'the token is signed with an unknown key' };
}

const resultOf = (verified: TokenVerification | 'expired'): TokenVerification =>
  verified === 'expired'
    ? { kind: 'invalid', reason: 'the token has expired; get a new one from the `token` link' }
    : verified;

/** The most valid tokens that are kept: verifying a signature takes a tenth of a millisecond. */
const maxKnownTokens = 20_000;
/** Milliseconds after which it is checked whether the keys with which a token was verified are still published. */
const recheckMs = 30_000;

/** A valid token, with the text of the keys that were published when it was verified, and when they last were. */
interface KnownToken {
  readonly verified: TokenVerification & { readonly kind: 'valid' };
  readonly keys: string;
  checkedAt: number;
}

const textOf = memoize((set: JSONWebKeySet) => JSON.stringify(set.keys));

/** Creates a `verifyToken` that verifies a valid token once, until it expires, or other keys are published. */
export function createCachingVerifier(
  settings: TokenVerificationSettings,
): (token: string) => Promise<TokenVerification> {
  const { keys, now = steadyNow } = settings;
  const knownTokens = new LRUCache<string, KnownToken>({ max: maxKnownTokens });

  function find(token: string): KnownToken | undefined {
    const known = knownTokens.get(token);
    return known !== undefined && known.verified.expires.getTime() > now() ? known : undefined;
  }

  return async (token) => {
    const known = find(token);
    if (known !== undefined && performance.now() - known.checkedAt < recheckMs) return known.verified;
    // Before the token is verified: if other keys are published meanwhile, it is verified again the next time.
    const set = await keys(false);
    const published = set && textOf(set);
    if (known !== undefined && known.keys === published) {
      known.checkedAt = performance.now();
      return known.verified;
    }
    const verified = await verifyToken(token, settings);
    if (verified.kind === 'valid' && published !== undefined)
      knownTokens.set(token, { verified, keys: published, checkedAt: performance.now() });
    return verified;
  };
}

/** Imports the keys of a set; cached, because importing takes longer than verifying a signature. */
const importKeys = memoize((set: JSONWebKeySet) => createLocalJWKSet(set));

/** Verifies a token with one key set. */
async function verifyWith(
  token: string,
  set: JSONWebKeySet,
  { product, now = steadyNow }: TokenVerificationSettings,
): Promise<TokenVerification | 'unknown key' | 'expired'> {
  try {
    const issuer = tokenIssuer(product);
    const currentDate = new Date(now());
    const options = { issuer, algorithms: [tokenAlgorithm], requiredClaims: ['exp'], currentDate };
    const { payload } = await jwtVerify(token, importKeys(set), options);
    const caller = callerOf(payload);
    if (caller === undefined)
      return { kind: 'invalid', reason: 'the token lacks a claim: sub, username and role are required' };
    return { kind: 'valid', caller, expires: new Date((payload.exp ?? 0) * 1000), session: sessionOf(payload) };
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) return 'unknown key';
    if (error instanceof errors.JWTExpired) return 'expired';
    if (error instanceof errors.JOSEError)
      return { kind: 'invalid', reason: 'the token is malformed, or was not issued by this system' };
    throw error;
  }
}
