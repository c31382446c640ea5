import { createHmac, timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { anonymous, root, rootName, serviceCaller, type Caller } from './caller.ts';
import { readCredentials } from './credentials.ts';
import { createFingerprint } from './fingerprint.ts';
import { isServiceToken, type ServiceIdentity } from './service-identity.ts';
import type { Throttle } from './sign-in-throttle.ts';
import type { Verified } from './tokens.ts';

/** Who is asking, and the `Authorization` to hand on to other services on their behalf. */
export type Identity =
  | { readonly kind: 'known'; readonly caller: Caller; readonly onward: string | undefined }
  | { readonly kind: 'refused'; readonly fault: string }
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number }
  | { readonly kind: 'away' };

/** What came of a username and a password. */
export type SignedIn =
  | {
      readonly kind: 'good';
      readonly caller: Caller;
      /** What stands in for username and password from now on, where there is something. */
      readonly onward: string | undefined;
      /** Until when the answer may be remembered; it may not, if undefined. */
      readonly until: Date | undefined;
      /** Another one after every change of the password, where that is known. */
      readonly mark?: string;
    }
  | { readonly kind: 'bad' }
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number }
  | { readonly kind: 'away' };

export interface UsernameAndPassword {
  readonly username: string;
  readonly password: string;
}

export interface IdentifySettings {
  /** Whether HTTP Basic is taken at all. */
  readonly basic: boolean;
  readonly rootPassword: string;
  /** Checks an account's password, where accounts are. */
  signIn(given: UsernameAndPassword, address: string): Promise<SignedIn>;
  verify(token: string): Promise<Verified>;
  readonly services: ServiceIdentity;
  /** Counts attempts to sign in as root, which every service checks by itself. */
  readonly throttle: Throttle;
}

export interface Identifier {
  identify(authorization: string | undefined, address: string): Promise<Identity>;
  /** Checks a username and a password, of root or of an account. */
  signIn(given: UsernameAndPassword, address: string): Promise<SignedIn>;
}

const rememberMost = 10_000;
/** Characters of a username or a password: none that is right is longer, and nobody has to look at one. */
const longest = 1000;

const wrong: Identity = { kind: 'refused', fault: 'the username or the password is wrong' };

function equal(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => createHmac('sha256', 'equal').update(text).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}

/**
 * Finds out who is asking from a request's `Authorization` header. Good passwords are remembered under a keyed hash, as
 * long as what stands in for them is good; the same password that comes many times at once is checked once.
 */
export function createIdentifier(settings: IdentifySettings): Identifier {
  const fingerprintOf = createFingerprint();
  const good = new LRUCache<string, SignedIn & { kind: 'good' }>({ max: rememberMost, ttl: 1, ttlAutopurge: false });
  const checking = new Map<string, Promise<SignedIn>>();

  async function asRoot({ password }: UsernameAndPassword, address: string): Promise<SignedIn> {
    const attempt = { username: rootName, address };
    const isRight = equal(password, settings.rootPassword);
    const { throttle } = settings;
    const retryAfterSeconds = await (isRight ? throttle.blocked(attempt) : throttle.begin(attempt));
    if (retryAfterSeconds !== undefined) return { kind: 'throttled', retryAfterSeconds };
    return isRight ? { kind: 'good', caller: root, onward: undefined, until: undefined } : { kind: 'bad' };
  }

  async function check(fingerprint: string, given: UsernameAndPassword, address: string): Promise<SignedIn> {
    const answer = await settings.signIn(given, address);
    const ttl = answer.kind === 'good' && answer.until !== undefined ? answer.until.getTime() - Date.now() : 0;
    if (answer.kind === 'good' && ttl > 0) good.set(fingerprint, answer, { ttl });
    return answer;
  }

  async function signIn(given: UsernameAndPassword, address: string): Promise<SignedIn> {
    if (given.username.length > longest || given.password.length > longest) return { kind: 'bad' };
    if (given.username === rootName) return asRoot(given, address);
    const fingerprint = fingerprintOf(given.username, given.password);
    const remembered = good.get(fingerprint) ?? checking.get(fingerprint);
    if (remembered !== undefined) return remembered;
    const answer = check(fingerprint, given, address).finally(() => checking.delete(fingerprint));
    checking.set(fingerprint, answer);
    return answer;
  }

  async function withPassword(given: UsernameAndPassword, address: string, authorization: string): Promise<Identity> {
    if (!settings.basic)
      return { kind: 'refused', fault: 'Basic is switched off here: get a token from the token link' };
    const answer = await signIn(given, address);
    if (answer.kind === 'good') return { kind: 'known', caller: answer.caller, onward: answer.onward ?? authorization };
    return answer.kind === 'bad' ? wrong : answer;
  }

  async function withToken(token: string, authorization: string): Promise<Identity> {
    if (isServiceToken(token)) {
      const service = await settings.services.verify(token);
      if (service === undefined) return { kind: 'refused', fault: 'the token is of no service of this system' };
      return { kind: 'known', caller: serviceCaller(service), onward: authorization };
    }
    const verified = await settings.verify(token);
    if (verified.kind === 'good') return { kind: 'known', caller: verified.caller, onward: authorization };
    return verified.kind === 'bad' ? { kind: 'refused', fault: verified.fault } : verified;
  }

  return {
    signIn,
    identify: async (authorization, address) => {
      const credentials = readCredentials(authorization);
      if (credentials.scheme === 'none') return { kind: 'known', caller: anonymous, onward: undefined };
      if (credentials.scheme === 'unreadable') return { kind: 'refused', fault: credentials.fault };
      if (credentials.scheme === 'bearer') return withToken(credentials.token, authorization ?? '');
      return withPassword(credentials, address, authorization ?? '');
    },
  };
}

/** Counts attempts around a check: wrong ones against the account and the address. */
export const throttled =
  (throttle: Throttle, check: (given: UsernameAndPassword) => Promise<SignedIn>): IdentifySettings['signIn'] =>
  async (given, address) => {
    const attempt = { username: given.username, address };
    const retryAfterSeconds = await throttle.begin(attempt);
    if (retryAfterSeconds !== undefined) return { kind: 'throttled', retryAfterSeconds };
    const answer = await check(given);
    if (answer.kind === 'good') await throttle.passed(attempt);
    else if (answer.kind !== 'bad') await throttle.uncounted(attempt);
    return answer;
  };
