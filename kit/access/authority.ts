import { exportJWK, generateKeyPair, importJWK, SignJWT, type JSONWebKeySet, type JWK } from 'jose';
import { randomUUID } from 'node:crypto';
import type { Store, Stored } from '../store/port.ts';
import type { Caller } from './caller.ts';
import { claimsOf, tokenAlgorithm, tokenIssuer } from './tokens.ts';

interface SigningKey extends Stored {
  readonly privateKey: JWK;
  readonly publicKey: JWK;
  readonly created: Date;
}

/** The id of the one key that signs; made by whichever instance comes first. */
const current = 'current';

export interface Token {
  readonly accessToken: string;
  readonly expiresInSeconds: number;
}

/** Issues tokens, and publishes the keys that they are checked with. */
export interface Authority {
  issue(caller: Caller): Promise<Token>;
  readonly keys: JSONWebKeySet;
}

async function newKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(tokenAlgorithm, { extractable: true });
  const about = { kid: randomUUID(), alg: tokenAlgorithm, use: 'sig' };
  return {
    _id: current,
    created: new Date(),
    privateKey: { ...(await exportJWK(privateKey)), ...about },
    publicKey: { ...(await exportJWK(publicKey)), ...about },
  };
}

/** Opens the signing key that the store holds; several instances on one store share it. */
export async function openAuthority(store: Store, tokenSeconds: number): Promise<Authority> {
  const collection = await store.collection<SigningKey>('signing_keys');
  if ((await collection.findOne({ _id: current })) === undefined) await collection.insert([await newKey()]);
  const key = await collection.findOne({ _id: current });
  if (key === undefined) throw new Error('the signing key that was just stored is not there');
  const signer = await importJWK(key.privateKey, tokenAlgorithm);
  return {
    keys: { keys: [key.publicKey] },
    issue: async (caller) => ({
      expiresInSeconds: tokenSeconds,
      accessToken: await new SignJWT(claimsOf(caller))
        .setProtectedHeader({ alg: tokenAlgorithm, kid: key.publicKey.kid ?? current })
        .setIssuer(tokenIssuer)
        .setIssuedAt()
        .setJti(randomUUID())
        .setExpirationTime(`${tokenSeconds}s`)
        .sign(signer),
    }),
  };
}
