import { z } from 'zod';
import type { Caller } from '../access/caller.ts';
import type { ServiceIdentity } from '../access/service-identity.ts';
import type { InternalApi, ReferenceQuery, ReferenceState } from '../resource/remote-resources.ts';
import { fail, succeed, type Outcome } from '../resource/problems.ts';
import type { Referrer } from '../resource/referrers.ts';
import { unavailable } from '../resource/common-problems.ts';
import { withRetry } from '../resource/retry.ts';
import { coalesce } from '../util/coalesce.ts';
import { batchFairly } from '../util/fair-batches.ts';
import { memoize } from '../util/memoize.ts';
import { describeCaller, type OnBehalf } from './caller-shape.ts';
import { creationsShape, parseCreation, type CreatedDocument, type Creation } from './creation.ts';
import { createResourceClient, type RemoteClientSettings } from './requests.ts';

/** Calls the internal API of other services in this service's own name. One client per service: it batches queries. */
export interface InternalApiClient {
  /** Returns the internal API on behalf of one caller. */
  forCaller(caller: Caller): InternalApi;
  /**
   * Creates a document in another service for a caller, or finds the existing one. Creations that come while others are
   * running share the next request. Each is attempted again while a concurrent operation blocks it.
   */
  create(resource: string, creation: Creation): Promise<Outcome<CreatedDocument>>;
  /** Removes all documents of another service that refer to others, or none, for a caller. */
  removeReferrers(resource: string, removal: ReferenceQuery & OnBehalf): Promise<Outcome<void>>;
}

export interface InternalApiSettings extends RemoteClientSettings {
  /** The resource of this service. */
  readonly resource: string;
  /** Milliseconds for which a creation waits for concurrent operations. */
  readonly contentionMs: number;
}

/** Most reference-state queries in one request to another service. */
const maxQueriesPerRequest = 200;
/** Most creations in one request to another service, and in one for several documents of this service. */
const maxCreationsPerRequest = 100;
const maxMixedCreations = 16;
/** Most requests for creations to another service at the same time. */
const maxCreationRequests = 4;
/** Milliseconds for another service to remove what refers to documents of this one, with its dependents. */
const cascadeTimeoutMs = 60_000;

const referenceStateShape = z.object({
  leaving: z.boolean(),
  current: z.record(z.string(), z.unknown()),
  next: z.record(z.string(), z.unknown()).optional(),
});
const referenceStatesShape = z.object({ standings: z.array(referenceStateShape.nullable()) });
const referrerCountShape = z.object({
  settled: z.number().int(),
  visible: z.number().int(),
  pending: z.number().int(),
});
const referrerPageShape = z.object({ settled: z.array(z.string()), coming: z.array(z.string()) });

/** A `POST` to the internal API of a resource. */
interface InternalCall {
  /** The path below the collection, without the `_` that internal paths begin with. */
  readonly path: string;
  readonly body: unknown;
  /** Whether it may be sent again when no response was received. Defaults to true. */
  readonly repeatable?: boolean;
  readonly timeoutMs?: number;
}

/**
 * A query for the state of one document: with a caller, as that caller may see it; with a referrer, for a reference to
 * it.
 */
interface StateQuery {
  readonly id: string;
  readonly caller?: Caller;
  readonly referrer?: Referrer;
}
type StateOutcome = Outcome<ReferenceState | undefined>;

/** Returns the referrers of a batch of queries, each relation once. */
const distinctReferrers = (queries: readonly StateQuery[]): readonly Referrer[] => [
  ...new Map(
    queries.flatMap(({ referrer }) => (referrer === undefined ? [] : [[referrer.relation, referrer]])),
  ).values(),
];

/** Creates the client. Each request carries a service token for the service that it goes to. */
export function createInternalApiClient(
  settings: InternalApiSettings,
  serviceIdentity: Pick<ServiceIdentity, 'token' | 'learnTime'>,
): InternalApiClient {
  const client = createResourceClient(settings, {
    headersFor: async (audience) =>
      succeed({ authorization: `Bearer ${await serviceIdentity.token({ audience, purpose: 'internal' })}` }),
    // A service whose clock differs takes the token for an old one.
    onRejection: (audience, { headers }) => serviceIdentity.learnTime(audience, headers['date']),
  });

  async function post<T>(
    resource: string,
    { path, repeatable = true, ...rest }: InternalCall,
    shape: z.ZodType<T>,
  ): Promise<Outcome<T>> {
    const response = await client.call(resource, { method: 'POST', path: `/_${path}`, repeatable, ...rest });
    if (!response.ok) return response;
    const parsed = shape.safeParse(response.value.json());
    return parsed.success
      ? succeed(parsed.data)
      : fail(unavailable(`the service of the ${resource} resource sent an unexpected response`));
  }

  async function fetchStates(resource: string, queries: readonly StateQuery[]): Promise<readonly StateOutcome[]> {
    const questions = queries.map(({ id, caller }) => ({ id, caller }));
    const body = { questions, referrers: distinctReferrers(queries) };
    const states = await post(resource, { path: 'standing', body }, referenceStatesShape);
    if (!states.ok) return queries.map(() => states);
    return queries.map((_, index) => {
      const state = states.value.standings[index] ?? undefined;
      return succeed(state === undefined ? undefined : { ...state, next: state.next });
    });
  }

  /** Batches concurrent queries about the documents of one resource. */
  const batchedStateOf = memoize(
    (resource: string) =>
      coalesce<StateQuery, StateOutcome>((queries) => fetchStates(resource, queries), maxQueriesPerRequest),
    new Map(),
  );

  async function createAll(
    resource: string,
    creations: readonly Creation[],
  ): Promise<readonly Outcome<CreatedDocument>[]> {
    // Of two attempts the first may be delayed. It must not create what its caller has removed after the second one.
    const created = await post(resource, { path: 'create', body: { creations }, repeatable: false }, creationsShape);
    if (!created.ok) return creations.map(() => created);
    const { outcomes } = created.value;
    return creations.map((_, index) => {
      const outcome = outcomes[index];
      return outcome === undefined
        ? fail(unavailable(`the service of the ${resource} resource sent an incomplete response`))
        : parseCreation(outcome, resource);
    });
  }

  /**
   * Batches concurrent creations of one resource. Those that refer to the same document of this service wait for each
   * other, and others do not wait for many of them.
   */
  const batchedCreate = memoize(
    (resource: string) =>
      batchFairly<Creation, Outcome<CreatedDocument>>({
        keyOf: ({ of }) => of[settings.resource] ?? '',
        load: (creations) => createAll(resource, creations),
        concurrency: maxCreationRequests,
        most: maxCreationsPerRequest,
        mostMixed: maxMixedCreations,
      }),
    new Map(),
  );

  return {
    create: (resource, creation) => {
      let isRepeated = false;
      return withRetry(async () => {
        const outcome = await batchedCreate(resource)({ ...creation, isRepeated });
        isRepeated = true;
        return outcome;
      }, settings);
    },
    removeReferrers: async (resource, body) => {
      const removed = await post(resource, { path: 'remove', body, timeoutMs: cascadeTimeoutMs }, z.unknown());
      return removed.ok ? succeed(undefined) : removed;
    },
    forCaller: (caller) => ({
      referenceState: (resource, id, as) =>
        batchedStateOf(resource)(as === 'caller' ? { id, caller: describeCaller(caller) } : { id }),
      targetState: (resource, target) => batchedStateOf(resource)({ ...target, caller: describeCaller(caller) }),
      announce: async (resource, referrers) => {
        const announced = await post(resource, { path: 'announce', body: { referrers } }, z.unknown());
        return announced.ok ? succeed(undefined) : announced;
      },
      countReferrers: (resource, reference) =>
        post(
          resource,
          { path: 'referring', body: { ...reference, caller: describeCaller(caller) } },
          referrerCountShape,
        ),
      findReferrers: (resource, page) => post(resource, { path: 'referrers', body: page }, referrerPageShape),
      invoke: ({ resource, name, output }, input) => post(resource, { path: name, body: input }, output),
    }),
  };
}
