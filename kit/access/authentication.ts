import { createHmac, timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { anonymous, root, rootName, serviceCaller, type Caller } from './caller.ts';
import { parseCredentials } from './credentials.ts';
import { createFingerprint } from './fingerprint.ts';
import { isServiceToken, type ServiceIdentity } from './service-identity.ts';
import type { SignInThrottle } from './sign-in-throttle.ts';
import type { TokenVerification } from './tokens.ts';

/** Who is asking, and the `Authorization` to hand on to other services on their behalf. */
export type AuthenticationResult =
  | { readonly kind: 'known'; readonly caller: Caller; readonly forwardedAuthorization: string | undefined }
  | { readonly kind: 'refused'; readonly fault: string }
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number }
  | { readonly kind: 'away' };

/** What came of a username and a password. */
export type SignInResult =
  | {
      readonly kind: 'good';
      readonly caller: Caller;
      /** What stands in for username and password from now on, where there is something. */
      readonly forwardedAuthorization: string | undefined;
      /** Until when the answer may be remembered; it may not, if undefined. */
      readonly until: Date | undefined;
      /** Another one after every change of the password, where that is known. */
      readonly passwordVersion?: string;
    }
  | { readonly kind: 'bad' }
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number }
  | { readonly kind: 'away' };

export interface PasswordCredentials {
  readonly username: string;
  readonly password: string;
}

export interface AuthenticatorSettings {
  /** Whether HTTP Basic is taken at all. */
  readonly basic: boolean;
  readonly rootPassword: string;
  /** Checks an account's password, where accounts are. */
  signIn(given: PasswordCredentials, address: string): Promise<SignInResult>;
  verify(token: string): Promise<TokenVerification>;
  readonly serviceIdentity: ServiceIdentity;
  /** Counts attempts to sign in as root, which every service checks by itself. */
  readonly throttle: SignInThrottle;
}

export interface Authenticator {
  authenticate(authorization: string | undefined, address: string): Promise<AuthenticationResult>;
  /** Checks a username and a password, of root or of an account. */
  signIn(given: PasswordCredentials, address: string): Promise<SignInResult>;
}

const rememberMost = 10_000;
/** Characters of a username or a password: none that is right is longer, and nobody has to look at one. */
const longest = 1000;

const wrong: AuthenticationResult = { kind: 'refused', fault: 'the username or the password is wrong' };

function equal(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => createHmac('sha256', 'equal').update(text).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}

/**
 * Finds out who is asking from a request's `Authorization` header. Good passwords are remembered under a keyed hash, as
 * long as what stands in for them is good; the same password that comes many times at once is checked once.
 */
export function createAuthenticator(settings: AuthenticatorSettings): Authenticator {
  const fingerprintOf = createFingerprint();
  const good = new LRUCache<string, SignInResult & { kind: 'good' }>({
    max: rememberMost,
    ttl: 1,
    ttlAutopurge: false,
  });
  const checking = new Map<string, Promise<SignInResult>>();

  async function asRoot({ password }: PasswordCredentials, address: string): Promise<SignInResult> {
    const attempt = { username: rootName, address };
    const isRight = equal(password, settings.rootPassword);
    const { throttle } = settings;
    const retryAfterSeconds = await (isRight ? throttle.retryAfterSeconds(attempt) : throttle.recordAttempt(attempt));
    if (retryAfterSeconds !== undefined) return { kind: 'throttled', retryAfterSeconds };
    return isRight
      ? { kind: 'good', caller: root, forwardedAuthorization: undefined, until: undefined }
      : { kind: 'bad' };
  }

  async function check(fingerprint: string, given: PasswordCredentials, address: string): Promise<SignInResult> {
    const answer = await settings.signIn(given, address);
    const ttl = answer.kind === 'good' && answer.until !== undefined ? answer.until.getTime() - Date.now() : 0;
    if (answer.kind === 'good' && ttl > 0) good.set(fingerprint, answer, { ttl });
    return answer;
  }

  async function signIn(given: PasswordCredentials, address: string): Promise<SignInResult> {
    if (given.username.length > longest || given.password.length > longest) return { kind: 'bad' };
    if (given.username === rootName) return asRoot(given, address);
    const fingerprint = fingerprintOf(given.username, given.password);
    const remembered = good.get(fingerprint) ?? checking.get(fingerprint);
    if (remembered !== undefined) return remembered;
    const answer = check(fingerprint, given, address).finally(() => checking.delete(fingerprint));
    checking.set(fingerprint, answer);
    return answer;
  }

  async function withPassword(
    given: PasswordCredentials,
    address: string,
    authorization: string,
  ): Promise<AuthenticationResult> {
    if (!settings.basic)
      return { kind: 'refused', fault: 'Basic is switched off here: get a token from the token link' };
    const answer = await signIn(given, address);
    if (answer.kind === 'good')
      return {
        kind: 'known',
        caller: answer.caller,
        forwardedAuthorization: answer.forwardedAuthorization ?? authorization,
      };
    return answer.kind === 'bad' ? wrong : answer;
  }

  async function withToken(token: string, authorization: string): Promise<AuthenticationResult> {
    if (isServiceToken(token)) {
      const service = await settings.serviceIdentity.verify(token);
      if (service === undefined) return { kind: 'refused', fault: 'the token is of no service of this system' };
      return { kind: 'known', caller: serviceCaller(service), forwardedAuthorization: authorization };
    }
    const verified = await settings.verify(token);
    if (verified.kind === 'good')
      return { kind: 'known', caller: verified.caller, forwardedAuthorization: authorization };
    return verified.kind === 'bad' ? { kind: 'refused', fault: verified.fault } : verified;
  }

  return {
    signIn,
    authenticate: async (authorization, address) => {
      const credentials = parseCredentials(authorization);
      if (credentials.scheme === 'none') return { kind: 'known', caller: anonymous, forwardedAuthorization: undefined };
      if (credentials.scheme === 'unreadable') return { kind: 'refused', fault: credentials.fault };
      if (credentials.scheme === 'bearer') return withToken(credentials.token, authorization ?? '');
      return withPassword(credentials, address, authorization ?? '');
    },
  };
}

/** Counts attempts around a check: wrong ones against the account and the address. */
export const withThrottle =
  (
    throttle: SignInThrottle,
    check: (given: PasswordCredentials) => Promise<SignInResult>,
  ): AuthenticatorSettings['signIn'] =>
  async (given, address) => {
    const attempt = { username: given.username, address };
    const retryAfterSeconds = await throttle.recordAttempt(attempt);
    if (retryAfterSeconds !== undefined) return { kind: 'throttled', retryAfterSeconds };
    const answer = await check(given);
    if (answer.kind === 'good') await throttle.recordSuccess(attempt);
    else if (answer.kind !== 'bad') await throttle.revokeAttempt(attempt);
    return answer;
  };
