import { createHash, createHmac, randomUUID } from 'node:crypto';
import type { Bound } from '../runtime.ts';
import type { Caller } from '../../access/caller.ts';
import type { Definition } from '../definition/definition.ts';
import type { Document } from '../definition/documents.ts';
import { newId } from '../documents.ts';
import type { KeyedRequest } from '../journal.ts';
import { transient, withRetry } from '../retry.ts';
import { problemKindsOf } from '../problem-kinds.ts';
import { fail, succeed, type Outcome, type Problem } from '../problems.ts';
import { keyInUse, keyReused } from '../common-problems.ts';
import type { Created } from './created.ts';
import { isLasting } from '../problems.ts';

/** The client's own key of a request that it may repeat (draft-ietf-httpapi-idempotency-key-header-07). */
export interface Repeat {
  readonly key: string;
  /** Tells apart several of one request: the alias of a GraphQL mutation. */
  readonly scope: string;
}

/** Gives the `_id` of the first, second, … document of a request: the same ones whenever it is repeated. */
export type NewIds = (index: number) => string;

/** Milliseconds that a request with a key has, before a repetition takes over. */
const leaseMs = 30_000;

const tailLength = 12;
export const idsFrom =
  (first: string): NewIds =>
  (index) => {
    const tail = (Number.parseInt(first.slice(-tailLength), 16) + index) % 16 ** tailLength;
    return first.slice(0, -tailLength) + tail.toString(16).padStart(tailLength, '0');
  };

interface Asked {
  readonly repeat: Repeat;
  readonly caller: Caller;
  readonly inputs: readonly unknown[];
}
type Run = (ids: NewIds) => Promise<Outcome<readonly Created[]>>;

/** Does what a key stands for once in a day; a repetition is answered as the first was. */
export async function once(bound: Bound, asked: Asked, run: Run): Promise<Outcome<readonly Created[]>> {
  const { key, scope } = asked.repeat;
  const _id = createHash('sha256')
    .update(JSON.stringify([asked.caller.username, key, scope]))
    .digest('base64url');
  // Keyed, since inputs may hold a password: the key itself is not stored.
  const fingerprint = createHmac('sha256', key).update(JSON.stringify(asked.inputs)).digest('base64url');
  const begun = await withRetry(() => begin(bound, _id, fingerprint));
  if (!begun.ok) return begun.problem.transient === true ? fail(keyInUse('it is still being worked on')) : begun;
  const { request, isMine } = begun.value;
  if (!isMine) return replayed(bound.definition, request);
  return work(bound, request, run);
}

interface Begun {
  readonly request: KeyedRequest;
  readonly isMine: boolean;
}

async function begin({ ledger: { requests } }: Bound, _id: string, fingerprint: string): Promise<Outcome<Begun>> {
  const lease = { token: randomUUID(), until: new Date(Date.now() + leaseMs) };
  const request = { _id, fingerprint, firstId: newId(), at: new Date(), outcome: null, ...lease };
  if ((await requests.insert([request])).kind === 'inserted') return succeed({ request, isMine: true });
  const known = await requests.findOne({ _id });
  if (known === undefined) return fail(transient('the key was just forgotten'));
  if (known.fingerprint !== fingerprint) return fail(keyReused('the key was sent before with another content'));
  if (known.outcome !== null) return succeed({ request: known, isMine: false });
  if (known.until.getTime() > Date.now()) return fail(transient('the first request with the key is under way'));
  const taken = await requests.update({ _id, token: known.token, outcome: null }, { $set: lease });
  return taken.kind === 'updated'
    ? succeed({ request: taken.document, isMine: true })
    : fail(transient('another request with the key was faster'));
}

async function work({ definition, ledger }: Bound, { _id, token, firstId }: KeyedRequest, run: Run) {
  const settleWith = (change: object) => ledger.requests.update({ _id, token }, { $set: { ...change } });
  const giveUp = () => settleWith({ until: new Date(0) });
  try {
    const outcome = await run(idsFrom(firstId));
    await (isFinal(outcome) ? settleWith({ outcome: recorded(definition, outcome) }) : giveUp());
    return outcome;
  } catch (error) {
    await giveUp().catch(() => undefined);
    throw error;
  }
}

/** Whether a repetition gets the same outcome: waiting or other credentials could not change it. */
const isFinal = (outcome: Outcome<unknown>): boolean => outcome.ok || isLasting(outcome.problem);

function recorded(definition: Definition, outcome: Outcome<readonly Created[]>): KeyedRequest['outcome'] {
  if (outcome.ok)
    return { created: outcome.value.map((each) => ({ ...each, document: withoutSecrets(definition, each.document) })) };
  const { kind, detail, extensions } = outcome.problem;
  return { problem: { name: kind.name, detail, extensions } };
}

const withoutSecrets = (definition: Definition, document: Document): Document =>
  Object.fromEntries(
    Object.entries(document).filter(([name]) => definition.fields[name]?.kind !== 'secret'),
  ) as Document;

function replayed(definition: Definition, { outcome }: KeyedRequest): Outcome<readonly Created[]> {
  if (outcome === null) throw new Error('an open request cannot be replayed');
  if ('created' in outcome) return succeed(outcome.created);
  const { name, detail, extensions } = outcome.problem;
  const kind = problemKindsOf(definition).find((each) => each.name === name);
  if (kind === undefined) throw new Error(`there is no kind of problem ${name}`);
  return fail({ kind, detail, extensions } satisfies Problem);
}
