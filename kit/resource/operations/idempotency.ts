import { createHash, createHmac, randomUUID } from 'node:crypto';
import type { ResourceRuntime } from '../runtime.ts';
import type { Caller } from '../../access/caller.ts';
import type { Definition } from '../definition/definition.ts';
import type { Document } from '../definition/documents.ts';
import { newId } from '../documents.ts';
import type { IdempotencyRecord } from '../journal.ts';
import { transient, withRetry } from '../retry.ts';
import { problemsOf } from '../problem-kinds.ts';
import { fail, succeed, type Outcome, type Problem } from '../problems.ts';
import { keyInUse, keyReused } from '../common-problems.ts';
import type { CreateResult } from './create-result.ts';
import { isPermanent } from '../problems.ts';

/** The client's own key of a request that it may repeat (draft-ietf-httpapi-idempotency-key-header-07). */
export interface IdempotencyKey {
  readonly key: string;
  /** Tells apart several of one request: the alias of a GraphQL mutation. */
  readonly scope: string;
}

/** Gives the `_id` of the first, second, … document of a request: the same ones whenever it is repeated. */
export type IdGenerator = (index: number) => string;

/** Milliseconds that a request with a key has, before a repetition takes over. */
const leaseMs = 30_000;

const tailLength = 12;
export const idsFrom =
  (first: string): IdGenerator =>
  (index) => {
    const tail = (Number.parseInt(first.slice(-tailLength), 16) + index) % 16 ** tailLength;
    return first.slice(0, -tailLength) + tail.toString(16).padStart(tailLength, '0');
  };

interface Asked {
  readonly repeat: IdempotencyKey;
  readonly caller: Caller;
  readonly inputs: readonly unknown[];
}
type Run = (ids: IdGenerator) => Promise<Outcome<readonly CreateResult[]>>;

/** Does what a key stands for once in a day; a repetition is answered as the first was. */
export async function executeIdempotent(
  runtime: ResourceRuntime,
  asked: Asked,
  run: Run,
): Promise<Outcome<readonly CreateResult[]>> {
  const { key, scope } = asked.repeat;
  const _id = createHash('sha256')
    .update(JSON.stringify([asked.caller.username, key, scope]))
    .digest('base64url');
  // Keyed, since inputs may hold a password: the key itself is not stored.
  const fingerprint = createHmac('sha256', key).update(JSON.stringify(asked.inputs)).digest('base64url');
  const begun = await withRetry(() => begin(runtime, _id, fingerprint));
  if (!begun.ok) return begun.problem.transient === true ? fail(keyInUse('it is still being worked on')) : begun;
  const { request, isMine } = begun.value;
  if (!isMine) return replayed(runtime.definition, request);
  return work(runtime, request, run);
}

interface Begun {
  readonly request: IdempotencyRecord;
  readonly isMine: boolean;
}

async function begin(
  { journal: { idempotencyRecords } }: ResourceRuntime,
  _id: string,
  fingerprint: string,
): Promise<Outcome<Begun>> {
  const lease = { token: randomUUID(), until: new Date(Date.now() + leaseMs) };
  const request = { _id, fingerprint, firstId: newId(), at: new Date(), outcome: null, ...lease };
  if ((await idempotencyRecords.insert([request])).kind === 'inserted') return succeed({ request, isMine: true });
  const known = await idempotencyRecords.findOne({ _id });
  if (known === undefined) return fail(transient('the key was just forgotten'));
  if (known.fingerprint !== fingerprint) return fail(keyReused('the key was sent before with another content'));
  if (known.outcome !== null) return succeed({ request: known, isMine: false });
  if (known.until.getTime() > Date.now()) return fail(transient('the first request with the key is under way'));
  const taken = await idempotencyRecords.update({ _id, token: known.token, outcome: null }, { $set: lease });
  return taken.kind === 'updated'
    ? succeed({ request: taken.document, isMine: true })
    : fail(transient('another request with the key was faster'));
}

async function work({ definition, journal }: ResourceRuntime, { _id, token, firstId }: IdempotencyRecord, run: Run) {
  const settleWith = (change: object) => journal.idempotencyRecords.update({ _id, token }, { $set: { ...change } });
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
const isFinal = (outcome: Outcome<unknown>): boolean => outcome.ok || isPermanent(outcome.problem);

function recorded(definition: Definition, outcome: Outcome<readonly CreateResult[]>): IdempotencyRecord['outcome'] {
  if (outcome.ok)
    return { created: outcome.value.map((each) => ({ ...each, document: withoutSecrets(definition, each.document) })) };
  const { kind, detail, extensions } = outcome.problem;
  return { problem: { name: kind.name, detail, extensions } };
}

const withoutSecrets = (definition: Definition, document: Document): Document =>
  Object.fromEntries(
    Object.entries(document).filter(([name]) => definition.fields[name]?.kind !== 'secret'),
  ) as Document;

function replayed(definition: Definition, { outcome }: IdempotencyRecord): Outcome<readonly CreateResult[]> {
  if (outcome === null) throw new Error('an open request cannot be replayed');
  if ('created' in outcome) return succeed(outcome.created);
  const { name, detail, extensions } = outcome.problem;
  const kind = problemsOf(definition).find((each) => each.name === name);
  if (kind === undefined) throw new Error(`there is no kind of problem ${name}`);
  return fail({ kind, detail, extensions } satisfies Problem);
}
