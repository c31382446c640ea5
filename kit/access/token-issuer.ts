import { exportJWK, generateKeyPair, importJWK, SignJWT, type CryptoKey, type JSONWebKeySet, type JWK } from 'jose';
import { randomUUID } from 'node:crypto';
import { StoreUnavailableError, type Collection, type Store, type Stored } from '../store/port.ts';
import type { Product } from '../util/product.ts';
import type { SignInSuccess } from './authentication.ts';
import type { Caller } from './caller.ts';
import { coalesce } from '../util/coalesce.ts';
import { memoize } from '../util/memoize.ts';
import { steadyNow, steadySeconds } from '../util/steady-clock.ts';
import { tokenClaims, tokenAlgorithm, tokenIssuer, type Session } from './tokens.ts';

interface SigningKey extends Stored {
  readonly privateKey: JWK;
  readonly publicKey: JWK;
  readonly created: Date;
}

export interface IssuedToken {
  readonly accessToken: string;
  readonly expiresInSeconds: number;
}

/** Issues access tokens and publishes the keys that verify them. */
export interface TokenIssuer {
  /** Issues a token for a caller; with a session it can be renewed without the password. */
  issue(caller: Caller, session: Session | undefined): Promise<IssuedToken>;
  /** Returns the public keys of all tokens that may still be valid (JWKS, RFC 7517 §5); `fresh` bypasses the cache. */
  publicKeys(fresh: boolean): Promise<JSONWebKeySet>;
}

export interface TokenIssuerSettings {
  /** Names the issuer of the tokens. */
  readonly product: Product;
  /** The lifetime of a token in seconds. */
  readonly tokenSeconds: number;
  /** Seconds between key rotations. */
  readonly rotationSeconds: number;
}

/** The signing keys as read from the store, newest first. */
interface LoadedKeys {
  readonly keys: readonly SigningKey[];
  readonly published: JSONWebKeySet;
  /** When they were read, in milliseconds since 1970. */
  readonly readAt: number;
}

/** Milliseconds for which the loaded keys are served from the cache. */
const cacheTtlMs = 5000;
/** Milliseconds for which a key is published before it signs, so that verifiers have fetched it by then. */
const publishAheadMs = 10_000;

async function newKey(_id: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(tokenAlgorithm, { extractable: true });
  const metadata = { kid: randomUUID(), alg: tokenAlgorithm, use: 'sig' };
  return {
    _id,
    created: new Date(steadyNow()),
    privateKey: { ...(await exportJWK(privateKey)), ...metadata },
    publicKey: { ...(await exportJWK(publicKey)), ...metadata },
  };
}

/** Imports a private key; the result is cached for as long as the key object is referenced. */
const importKey = memoize((privateKey: JWK) => importJWK(privateKey, tokenAlgorithm));

/**
 * Opens the token issuer on the signing keys of a store, which all instances on that store share. Each rotation period
 * has its own key, created by the first instance that needs it. A key stays published until the last token that it
 * signed has expired.
 */
export async function openTokenIssuer(
  store: Store,
  { product, tokenSeconds, rotationSeconds }: TokenIssuerSettings,
): Promise<TokenIssuer> {
  const collection = await store.collection<SigningKey>('signing_keys');
  const rotationMs = rotationSeconds * 1000;
  const signingKeyLifetimeMs = rotationMs + publishAheadMs + tokenSeconds * 1000;
  let loaded: LoadedKeys | undefined;

  async function rotate(now: number): Promise<undefined> {
    await ensureKey(collection, `period-${rotationSeconds}-${Math.floor(now / rotationMs)}`);
    await collection.removeMany({ created: { $lt: new Date(now - signingKeyLifetimeMs - rotationMs) } });
  }

  async function read(): Promise<LoadedKeys> {
    const now = steadyNow();
    const unavailable = await rotate(now).catch(ignoreUnavailable);
    const keys = await collection.find({}, { sort: [['created', -1]] });
    if (keys.length === 0 && unavailable !== undefined) throw unavailable;
    return (loaded = { keys, published: { keys: keys.map(({ publicKey }) => publicKey) }, readAt: now });
  }

  /** Reads the keys; those who ask while they are read share the next reading. */
  const readTogether = coalesce<'keys', LoadedKeys>(async (requests) => {
    const keys = await read();
    return requests.map(() => keys);
  }, Infinity);

  async function load(fresh: boolean): Promise<LoadedKeys> {
    if (!fresh && loaded !== undefined && loaded.readAt + cacheTtlMs > steadyNow()) return loaded;
    return readTogether('keys');
  }

  async function signingKey(): Promise<{ readonly kid: string; readonly key: CryptoKey | Uint8Array }> {
    const { keys } = await load(false);
    const current = keys.find(({ created }) => created.getTime() + publishAheadMs <= steadyNow()) ?? keys.at(-1);
    if (current === undefined) throw new Error('the collection signing_keys is empty, although a key was just stored');
    return { kid: current.publicKey.kid ?? current._id, key: await importKey(current.privateKey) };
  }

  await load(true);
  return {
    publicKeys: async (fresh) => (await load(fresh)).published,
    issue: async (caller, session) => {
      const { kid, key } = await signingKey();
      const accessToken = await new SignJWT(tokenClaims(caller, session))
        .setProtectedHeader({ alg: tokenAlgorithm, kid })
        .setIssuer(tokenIssuer(product))
        .setIssuedAt(steadySeconds())
        .setJti(randomUUID())
        .setExpirationTime(steadySeconds() + tokenSeconds)
        .sign(key);
      return { accessToken, expiresInSeconds: tokenSeconds };
    },
  };
}

/** Issues a token for a caller whose password has just been checked. */
export const issueAfterSignIn = (
  { issue }: Pick<TokenIssuer, 'issue'>,
  { caller, passwordVersion }: Pick<SignInSuccess, 'caller' | 'passwordVersion'>,
): Promise<IssuedToken> =>
  issue(caller, passwordVersion === undefined ? undefined : { authenticatedAt: steadySeconds(), passwordVersion });

/** While the store accepts no writes, the keys that it has go on signing, so that callers can go on reading. */
function ignoreUnavailable(error: unknown): StoreUnavailableError {
  if (error instanceof StoreUnavailableError) return error;
  throw error;
}

async function ensureKey(keys: Collection<SigningKey>, _id: string): Promise<void> {
  if ((await keys.findOne({ _id })) === undefined) await keys.insert([await newKey(_id)]);
}
