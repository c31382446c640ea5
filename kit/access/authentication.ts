import { createHmac, timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { anonymous, root, rootName, serviceCaller, type Caller } from './caller.ts';
import { parseCredentials } from './credentials.ts';
import { createFingerprint } from './fingerprint.ts';
import { isServiceToken, type ServiceIdentity } from './service-identity.ts';
import type { SignInThrottle } from './sign-in-throttle.ts';
import type { TokenVerification } from './tokens.ts';
import { opaqueString, usernameKey } from '../util/precis.ts';

/** The outcome of authenticating a request; a request without credentials is accepted as the anonymous caller. */
export type AuthenticationResult =
  | {
      readonly kind: 'accepted';
      readonly caller: Caller;
      /** The `Authorization` header for requests to other services on the caller's behalf. */
      readonly forwardedAuthorization: string | undefined;
    }
  | {
      readonly kind: 'rejected';
      readonly reason: string;
      /** Whether a Bearer token was rejected. */
      readonly isToken: boolean;
    }
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number }
  | { readonly kind: 'unavailable' };

/** A successful check of a username and a password. */
export interface SignInSuccess {
  readonly kind: 'succeeded';
  readonly caller: Caller;
  /** The `Authorization` header that replaces the password in requests to other services; undefined if none does. */
  readonly forwardedAuthorization: string | undefined;
  /** The time until which the result may be cached; undefined forbids caching. */
  readonly cacheableUntil: Date | undefined;
  /** Changes with every change of the password; absent where the password is not stored in this service. */
  readonly passwordVersion?: string;
}

/** The outcome of checking a username and a password. */
export type SignInResult =
  | SignInSuccess
  | { readonly kind: 'rejected' }
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number }
  | { readonly kind: 'unavailable' };

export interface PasswordCredentials {
  readonly username: string;
  readonly password: string;
}

/** Checks a username and a password that were sent from a network address. */
export type SignIn = (credentials: PasswordCredentials, address: string) => Promise<SignInResult>;

export interface AuthenticatorSettings {
  /** Whether HTTP Basic authentication is accepted. */
  readonly basic: boolean;
  readonly rootPassword: string;
  /** Checks the password of an account. */
  readonly signIn: SignIn;
  /** Verifies the Bearer token of an account. */
  readonly verify: (token: string) => Promise<TokenVerification>;
  readonly serviceIdentity: ServiceIdentity;
  /** Counts attempts to sign in as root, whose password every service checks by itself. */
  readonly throttle: SignInThrottle;
}

export interface Authenticator {
  /** Authenticates a request by its `Authorization` header. */
  readonly authenticate: (authorization: string | undefined, address: string) => Promise<AuthenticationResult>;
  /** Checks a username and a password, of root or of an account. */
  readonly signIn: SignIn;
}

const maxCachedSignIns = 10_000;
/** Longest username or password in characters; a longer one is rejected before it is hashed. */
const maxCredentialLength = 1000;

function isEqual(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => createHmac('sha256', 'equal').update(text).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}

/**
 * Creates the authenticator of a service. Successful sign-ins are cached under a keyed hash of the credentials, until
 * the token that replaces them expires. Concurrent checks of the same credentials share one check.
 */
export function createAuthenticator(settings: AuthenticatorSettings): Authenticator {
  const signIn = withSignInCache(settings);
  return {
    signIn,
    authenticate: async (authorization, address) => {
      const credentials = parseCredentials(authorization);
      switch (credentials.scheme) {
        case 'none':
          return { kind: 'accepted', caller: anonymous, forwardedAuthorization: undefined };
        case 'malformed':
          return { kind: 'rejected', reason: credentials.reason, isToken: false };
        case 'bearer':
          return authenticateToken(credentials.token, authorization ?? '', settings);
        case 'basic':
          return settings.basic
            ? toAuthentication(await signIn(credentials, address), authorization ?? '')
            : {
                kind: 'rejected',
                reason: 'HTTP Basic authentication is disabled; send a Bearer token from the `token` link',
                isToken: false,
              };
      }
    },
  };
}

function withSignInCache(settings: AuthenticatorSettings): SignIn {
  const fingerprintOf = createFingerprint();
  const succeeded = new LRUCache<string, SignInSuccess>({ max: maxCachedSignIns, ttl: 1, ttlAutopurge: false });
  const inFlight = new Map<string, Promise<SignInResult>>();

  async function check(fingerprint: string, credentials: PasswordCredentials, address: string): Promise<SignInResult> {
    const result = await settings.signIn(credentials, address);
    if (result.kind !== 'succeeded' || result.cacheableUntil === undefined) return result;
    const ttl = result.cacheableUntil.getTime() - Date.now();
    if (ttl > 0) succeeded.set(fingerprint, result, { ttl });
    return result;
  }

  return async (credentials, address) => {
    const { username, password } = credentials;
    if (username.length > maxCredentialLength || password.length > maxCredentialLength) return { kind: 'rejected' };
    if (username === rootName) return signInAsRoot(credentials, address, settings);
    const fingerprint = fingerprintOf(username, password);
    const shared = succeeded.get(fingerprint) ?? inFlight.get(fingerprint);
    if (shared !== undefined) return shared;
    const result = check(fingerprint, credentials, address).finally(() => inFlight.delete(fingerprint));
    inFlight.set(fingerprint, result);
    return result;
  };
}

async function signInAsRoot(
  { password }: PasswordCredentials,
  address: string,
  { rootPassword, throttle }: AuthenticatorSettings,
): Promise<SignInResult> {
  const attempt = { username: rootName, address };
  const matches = isEqual(opaqueString(password), opaqueString(rootPassword));
  const retryAfterSeconds = await (matches ? throttle.retryAfterSeconds(attempt) : throttle.recordAttempt(attempt));
  if (retryAfterSeconds !== undefined) return { kind: 'throttled', retryAfterSeconds };
  return matches
    ? { kind: 'succeeded', caller: root, forwardedAuthorization: undefined, cacheableUntil: undefined }
    : { kind: 'rejected' };
}

function toAuthentication(result: SignInResult, authorization: string): AuthenticationResult {
  if (result.kind === 'rejected')
    return { kind: 'rejected', reason: 'the username or the password is wrong', isToken: false };
  if (result.kind !== 'succeeded') return result;
  const { caller, forwardedAuthorization = authorization } = result;
  return { kind: 'accepted', caller, forwardedAuthorization };
}

async function authenticateToken(
  token: string,
  authorization: string,
  { serviceIdentity, verify }: AuthenticatorSettings,
): Promise<AuthenticationResult> {
  if (isServiceToken(token)) {
    const service = await serviceIdentity.verify(token, 'internal');
    if (service === undefined)
      return {
        kind: 'rejected',
        reason: 'the service token is invalid, has expired, or is for another service or purpose',
        isToken: true,
      };
    return { kind: 'accepted', caller: serviceCaller(service), forwardedAuthorization: authorization };
  }
  const verified = await verify(token);
  if (verified.kind === 'valid')
    return { kind: 'accepted', caller: verified.caller, forwardedAuthorization: authorization };
  return verified.kind === 'invalid' ? { ...verified, kind: 'rejected', isToken: true } : verified;
}

/** Throttles a password check: failed attempts count against the account and the address. */
export const withThrottle =
  (throttle: SignInThrottle, check: (credentials: PasswordCredentials) => Promise<SignInResult>): SignIn =>
  async (credentials, address) => {
    const attempt = { username: usernameKey(credentials.username), address };
    const retryAfterSeconds = await throttle.recordAttempt(attempt);
    if (retryAfterSeconds !== undefined) return { kind: 'throttled', retryAfterSeconds };
    const result = await check(credentials);
    if (result.kind === 'succeeded') await throttle.recordSuccess(attempt);
    else if (result.kind !== 'rejected') await throttle.revokeAttempt(attempt);
    return result;
  };
