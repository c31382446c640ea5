import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { anonymous, root, rootName, type Caller } from './caller.ts';
import { readCredentials } from './credentials.ts';
import type { Verified } from './tokens.ts';

/** Who is asking, and the `Authorization` to hand on to other services on their behalf. */
export type Identity =
  | { readonly kind: 'known'; readonly caller: Caller; readonly onward: string | undefined }
  | { readonly kind: 'refused'; readonly fault: string }
  | { readonly kind: 'away' };

/** What came of a username and a password. `onward` stands in for them from now on, where there is something. */
export type SignedIn =
  | { readonly kind: 'good'; readonly caller: Caller; readonly onward: string | undefined }
  | { readonly kind: 'bad' }
  | { readonly kind: 'away' };

export interface IdentifySettings {
  /** Whether HTTP Basic is taken at all. */
  readonly basic: boolean;
  readonly rootPassword: string;
  /** Checks an account's password, where accounts are. */
  signIn(username: string, password: string): Promise<SignedIn>;
  verify(token: string): Promise<Verified>;
}

export interface Identifier {
  identify(authorization: string | undefined): Promise<Identity>;
  /** Checks a username and a password, of root or of an account; remembers a good answer briefly. */
  signIn(username: string, password: string): Promise<SignedIn>;
  /** Forgets what it remembers. */
  forget(): void;
}

/** Milliseconds for which a password that was good is not checked again: checking one takes tens of milliseconds. */
const rememberMs = 30_000;
const rememberMost = 10_000;

const wrong: Identity = { kind: 'refused', fault: 'the username or the password is wrong' };

function equal(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => createHmac('sha256', 'equal').update(text).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}

/** Finds out who is asking from a request's `Authorization` header. Good passwords are remembered under a keyed hash. */
export function createIdentifier(settings: IdentifySettings): Identifier {
  const key = randomBytes(32);
  const good = new LRUCache<string, SignedIn & { kind: 'good' }>({ max: rememberMost, ttl: rememberMs });

  async function signIn(username: string, password: string): Promise<SignedIn> {
    if (username === rootName)
      return equal(password, settings.rootPassword)
        ? { kind: 'good', caller: root, onward: undefined }
        : { kind: 'bad' };
    const fingerprint = createHmac('sha256', key).update(`${username}\0${password}`).digest('base64');
    const remembered = good.get(fingerprint);
    if (remembered !== undefined) return remembered;
    const answer = await settings.signIn(username, password);
    if (answer.kind === 'good') good.set(fingerprint, answer);
    return answer;
  }

  async function withPassword(
    username: string,
    password: string,
    authorization: string | undefined,
  ): Promise<Identity> {
    if (!settings.basic)
      return { kind: 'refused', fault: 'Basic is switched off here: get a token from the token link' };
    const answer = await signIn(username, password);
    if (answer.kind === 'good') return { kind: 'known', caller: answer.caller, onward: answer.onward ?? authorization };
    return answer.kind === 'bad' ? wrong : answer;
  }

  async function withToken(token: string, authorization: string | undefined): Promise<Identity> {
    const verified = await settings.verify(token);
    if (verified.kind === 'good') return { kind: 'known', caller: verified.caller, onward: authorization };
    return verified.kind === 'bad' ? { kind: 'refused', fault: verified.fault } : verified;
  }

  return {
    signIn,
    forget: () => good.clear(),
    identify: async (authorization) => {
      const credentials = readCredentials(authorization);
      if (credentials.scheme === 'none') return { kind: 'known', caller: anonymous, onward: undefined };
      if (credentials.scheme === 'unreadable') return { kind: 'refused', fault: credentials.fault };
      if (credentials.scheme === 'bearer') return withToken(credentials.token, authorization);
      return withPassword(credentials.username, credentials.password, authorization);
    },
  };
}
