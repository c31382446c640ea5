import { createHash, createHmac, randomUUID } from 'node:crypto';
import type { ResourceRuntime } from '../runtime.ts';
import type { Caller } from '../../access/caller.ts';
import type { ParentReferences } from '../definition/relations.ts';
import type { Definition } from '../definition/definition.ts';
import type { Document } from '../definition/documents.ts';
import { newId } from '../documents.ts';
import type { IdempotencyRecord } from '../journal.ts';
import { transient, withRetry } from '../retry.ts';
import { problemsOf } from '../problem-kinds.ts';
import { fail, isPermanent, succeed, type Outcome, type Problem } from '../problems.ts';
import { keyInUse, keyReused } from '../common-problems.ts';
import type { CreateResult } from './create-result.ts';

/** A client's key for a request that it may repeat (draft-ietf-httpapi-idempotency-key-header-07). */
export interface IdempotencyKey {
  readonly key: string;
  /** Distinguishes the operations of one request: the name and position of a GraphQL mutation, empty in HAL. */
  readonly scope: string;
  /** The scope in versions before 0.3. A record with it is honoured. */
  readonly formerScope?: string;
}

/** Returns the `_id` for the document at an index (from 0). A repeated request gets the same ones. */
export type IdGenerator = (index: number) => string;

/** Milliseconds after which a repetition takes over a request that is still in progress. */
export const idempotencyLeaseMs = 30_000;

/** The number of hexadecimal digits at the end of a UUID that form its last group. */
const tailLength = 12;
/** Creates a generator that counts up from a UUID in its last group. */
const idsFrom =
  (first: string): IdGenerator =>
  (index) => {
    const tail = (Number.parseInt(first.slice(-tailLength), 16) + index) % 16 ** tailLength;
    return first.slice(0, -tailLength) + tail.toString(16).padStart(tailLength, '0');
  };

interface IdempotentRequest {
  readonly idempotency: IdempotencyKey;
  readonly caller: Caller;
  readonly inputs: readonly unknown[];
  /** Whether the client sent a list of inputs, even of one. */
  readonly isBatch: boolean;
  /** The list in which the documents are created; undefined if each input has its own references. */
  readonly list: ParentReferences | undefined;
}
type Run = (ids: IdGenerator) => Promise<Outcome<readonly CreateResult[]>>;

/**
 * Executes the request of an idempotency key once; repetitions within `retentionMs` get the recorded outcome. Fails
 * with `KeyInUse` while the first request is in progress, with `KeyReused` if the inputs differ.
 */
export async function executeIdempotent(
  runtime: ResourceRuntime,
  { idempotency, caller, inputs, isBatch, list }: IdempotentRequest,
  run: Run,
): Promise<Outcome<readonly CreateResult[]>> {
  const { key } = idempotency;
  const _id = await recordIdOf(runtime, idempotency, caller);
  // Keyed by the idempotency key, which is not stored, because inputs may contain a password.
  const fingerprint = createHmac('sha256', key).update(JSON.stringify(inputs)).digest('base64url');
  const target = JSON.stringify([isBatch ? 'batch' : 'document', list ?? null]);
  const acquired = await withRetry(() => acquire(runtime, { _id, fingerprint, target }), runtime.limits);
  if (!acquired.ok)
    return acquired.problem.transient === true
      ? fail(keyInUse('the first request with this key is still in progress'))
      : acquired;
  const { record, ownsLease } = acquired.value;
  return ownsLease ? execute(runtime, record, run) : replay(runtime.definition, record);
}

/** Returns the `_id` of the record of a key: of the one that a version before 0.3 wrote, if it did. */
async function recordIdOf(
  { journal: { idempotencyRecords } }: ResourceRuntime,
  { key, scope, formerScope = scope }: IdempotencyKey,
  { username }: Caller,
): Promise<string> {
  const [current, former] = [scope, formerScope].map((each) =>
    createHash('sha256')
      .update(JSON.stringify([username, key, each]))
      .digest('base64url'),
  ) as [string, string];
  if (former === current) return current;
  const record = await idempotencyRecords.findOne({ _id: former });
  return record !== undefined && record.target === undefined ? former : current;
}

interface AcquiredRecord {
  readonly record: IdempotencyRecord;
  /** Whether this request holds the lease; otherwise the record has an outcome. */
  readonly ownsLease: boolean;
}

/** The record that a request needs. */
type RecordRequest = Pick<IdempotencyRecord, '_id' | 'fingerprint'> & { readonly target: string };
type Lease = Pick<IdempotencyRecord, 'token' | 'until'>;

/** Acquires the record of a key. If that fails, the store may have written the lease, or may write it later. */
async function acquire(runtime: ResourceRuntime, request: RecordRequest): Promise<Outcome<AcquiredRecord>> {
  const lease = { token: randomUUID(), until: new Date(Date.now() + idempotencyLeaseMs) };
  try {
    return await acquireFor(runtime, request, lease);
  } catch (error) {
    runtime.givenUpLeases.add(lease.token);
    throw error;
  }
}

/** Inserts the record of a key, takes over one whose lease has ended, or returns one with an outcome. */
async function acquireFor(
  { journal: { idempotencyRecords }, leases, givenUpLeases }: ResourceRuntime,
  request: RecordRequest,
  lease: Lease,
): Promise<Outcome<AcquiredRecord>> {
  const { _id } = request;
  const record = { ...request, firstId: newId(), at: new Date(), outcome: null, ...lease };
  if ((await idempotencyRecords.insert([record])).kind === 'inserted') return succeed({ record, ownsLease: true });
  const existing = await idempotencyRecords.findOne({ _id });
  if (existing === undefined) return fail(transient('the record of the key has just expired'));
  if (!isSameRequest(existing, request)) return fail(keyReused('the key was sent before with different content'));
  if (existing.outcome !== null) return succeed({ record: existing, ownsLease: false });
  const { token: key, until } = existing;
  if (!leases.hasExpired({ key, until }, idempotencyLeaseMs) && !givenUpLeases.has(key))
    return fail(transient('the first request with the key is in progress'));
  const updated = await idempotencyRecords.update({ _id, token: existing.token, outcome: null }, { $set: lease });
  return updated.kind === 'updated'
    ? succeed({ record: updated.document, ownsLease: true })
    : fail(transient('another request with the key has taken the lease'));
}

/** Whether a record is of this request. Records of versions before 0.3 have no target. */
const isSameRequest = (
  record: IdempotencyRecord,
  { fingerprint, target }: Pick<IdempotencyRecord, 'fingerprint' | 'target'>,
): boolean => record.fingerprint === fingerprint && (record.target ?? target) === target;

async function execute(
  { definition, journal, givenUpLeases }: ResourceRuntime,
  { _id, token, firstId }: IdempotencyRecord,
  run: Run,
) {
  const updateRecord = (values: object) => journal.idempotencyRecords.update({ _id, token }, { $set: { ...values } });
  const releaseLease = () => updateRecord({ until: new Date(0) });
  try {
    const outcome = await run(idsFrom(firstId));
    await (isFinal(outcome) ? updateRecord({ outcome: toRecorded(definition, outcome) }) : releaseLease());
    return outcome;
  } catch (error) {
    givenUpLeases.add(token);
    await releaseLease().catch(() => undefined);
    throw error;
  }
}

/** Whether repetitions get the same outcome, because neither time nor other credentials can change it. */
const isFinal = (outcome: Outcome<unknown>): boolean => outcome.ok || isPermanent(outcome.problem);

function toRecorded(definition: Definition, outcome: Outcome<readonly CreateResult[]>): IdempotencyRecord['outcome'] {
  if (outcome.ok)
    return {
      created: outcome.value.map((result) => ({ ...result, document: withoutSecrets(definition, result.document) })),
    };
  const { kind, detail, extensions } = outcome.problem;
  return { problem: { name: kind.name, detail, extensions } };
}

const withoutSecrets = (definition: Definition, document: Document): Document =>
  Object.fromEntries(
    Object.entries(document).filter(([name]) => definition.fields[name]?.kind !== 'secret'),
  ) as Document;

/** Returns the recorded outcome of a request. */
function replay(definition: Definition, { outcome }: IdempotencyRecord): Outcome<readonly CreateResult[]> {
  if (outcome === null) throw new Error('cannot replay a request without an outcome');
  if ('created' in outcome) return succeed(outcome.created);
  const { name, detail, extensions } = outcome.problem;
  const kind = problemsOf(definition).find((each) => each.name === name);
  if (kind === undefined) throw new Error(`cannot replay a problem of the unknown kind ${name}`);
  return fail({ kind, detail, extensions } satisfies Problem);
}
