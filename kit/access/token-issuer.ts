import { exportJWK, generateKeyPair, importJWK, SignJWT, type CryptoKey, type JSONWebKeySet, type JWK } from 'jose';
import { randomUUID } from 'node:crypto';
import type { Collection, Store, Stored } from '../store/port.ts';
import type { Product } from '../util/product.ts';
import type { Caller } from './caller.ts';
import { memoize } from '../util/memoize.ts';
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

/** Issues tokens, and publishes the keys that they are checked with. */
export interface TokenIssuer {
  issue(caller: Caller, session: Session | undefined): Promise<IssuedToken>;
  /** The keys of all tokens that may still be good; `fresh` reads the store whatever was read before. */
  publicKeys(fresh: boolean): Promise<JSONWebKeySet>;
}

export interface TokenIssuerSettings {
  /** Names the issuer of the tokens. */
  readonly product: Product;
  /** Seconds for which a token is good. */
  readonly tokenSeconds: number;
  /** Seconds after which another key signs. */
  readonly rotationSeconds: number;
}

/** The keys as they were read: the one that was made last comes first. */
interface LoadedKeys {
  readonly keys: readonly SigningKey[];
  readonly published: JSONWebKeySet;
  readonly at: number;
}

/** Milliseconds for which the keys that were read are taken as all there are. */
const freshMs = 5000;
/** Milliseconds that a key is published before it signs, so that most have it by then. */
const announcedMs = 10_000;

async function newKey(_id: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(tokenAlgorithm, { extractable: true });
  const about = { kid: randomUUID(), alg: tokenAlgorithm, use: 'sig' };
  return {
    _id,
    created: new Date(Date.now()),
    privateKey: { ...(await exportJWK(privateKey)), ...about },
    publicKey: { ...(await exportJWK(publicKey)), ...about },
  };
}

/** Imports a private key; cached for as long as the key is held. */
const importKey = memoize((privateKey: JWK) => importJWK(privateKey, tokenAlgorithm));

/**
 * Opens the signing keys that the store holds; several instances on one store share them. Each period has a key of its
 * own, made by whichever instance comes first; a key is published until the last token that it signed has expired.
 */
export async function openTokenIssuer(
  store: Store,
  { product, tokenSeconds, rotationSeconds }: TokenIssuerSettings,
): Promise<TokenIssuer> {
  const collection = await store.collection<SigningKey>('signing_keys');
  const rotationMs = rotationSeconds * 1000;
  const lifeMs = rotationMs + announcedMs + tokenSeconds * 1000;
  let read: LoadedKeys | undefined;

  async function load(fresh: boolean): Promise<LoadedKeys> {
    if (!fresh && read !== undefined && read.at + freshMs > Date.now()) return read;
    const now = Date.now();
    await ensure(collection, `period-${rotationSeconds}-${Math.floor(now / rotationMs)}`);
    await collection.removeMany({ created: { $lt: new Date(now - lifeMs - rotationMs) } });
    const keys = await collection.find({}, { sort: [['created', -1]] });
    read = { keys, published: { keys: keys.map(({ publicKey }) => publicKey) }, at: now };
    return read;
  }

  async function signer(): Promise<{ readonly kid: string; readonly key: CryptoKey | Uint8Array }> {
    const { keys } = await load(false);
    const announced = keys.find(({ created }) => created.getTime() + announcedMs <= Date.now()) ?? keys.at(-1);
    if (announced === undefined) throw new Error('the signing key that was just stored is not there');
    return { kid: announced.publicKey.kid ?? announced._id, key: await importKey(announced.privateKey) };
  }

  await load(true);
  return {
    publicKeys: async (fresh) => (await load(fresh)).published,
    issue: async (caller, session) => {
      const { kid, key } = await signer();
      const accessToken = await new SignJWT(tokenClaims(caller, session))
        .setProtectedHeader({ alg: tokenAlgorithm, kid })
        .setIssuer(tokenIssuer(product))
        .setIssuedAt()
        .setJti(randomUUID())
        .setExpirationTime(`${tokenSeconds}s`)
        .sign(key);
      return { accessToken, expiresInSeconds: tokenSeconds };
    },
  };
}

async function ensure(keys: Collection<SigningKey>, _id: string): Promise<void> {
  if ((await keys.findOne({ _id })) === undefined) await keys.insert([await newKey(_id)]);
}
