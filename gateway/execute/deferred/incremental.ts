import type { ExecutionResult, GraphQLError } from 'graphql';
import { completeResponse, type CompletionParts } from '../complete.ts';
import type { Key } from '../faults.ts';
import type { DeferredFragment } from '../projection.ts';
import { findDeferred, type DeferredPlace } from './find-deferred.ts';
import type { DeferredRun } from './run-deferred.ts';

/** What a deferred fragment selects of one object (incremental delivery, 2022-08-24). */
export interface IncrementalResult {
  readonly label?: string;
  /** Where the object is in the response. */
  readonly path: readonly Key[];
  /** Null if a field of it is null that must not be. */
  readonly data: ExecutionResult['data'];
  readonly errors?: readonly GraphQLError[];
}

/** Deferred fragments that are known at the same time. */
export interface IncrementalResults {
  readonly results: readonly IncrementalResult[];
  /** Whether others follow. */
  readonly hasNext: boolean;
}

/** What of one part of an operation is delivered later. */
export interface DeferredPart extends CompletionParts {
  readonly run: DeferredRun;
  readonly places: readonly DeferredPlace[];
}

/** A deferred fragment with its places. */
interface PendingFragment {
  readonly part: DeferredPart;
  readonly fragment: DeferredFragment;
  readonly places: readonly DeferredPlace[];
}

/** Delivers deferred fragments when they are known, those that are known together at once. */
export async function* deliver(parts: readonly DeferredPart[]): AsyncGenerator<IncrementalResults> {
  const pending = new Set<PendingFragment>();
  const ready: PendingFragment[] = [];
  let wake = (): void => undefined;
  const add = (fragments: readonly PendingFragment[]): void => {
    for (const each of fragments) {
      pending.add(each);
      void each.part.run.ready(each.fragment.planLabels).then(() => {
        ready.push(each);
        wake();
      });
    }
  };
  for (const part of parts) add(byFragment(part, part.places));
  while (pending.size > 0) {
    if (ready.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    const batch = ready.splice(0);
    const results = batch.map((each) => {
      pending.delete(each);
      return completeFragment(each);
    });
    batch.forEach(({ part }, index) => add(byFragment(part, results[index]!.places)));
    yield { results: results.flatMap((each) => each.results), hasNext: pending.size > 0 };
  }
}

/** Groups places by their fragments. */
function byFragment(part: DeferredPart, places: readonly DeferredPlace[]): readonly PendingFragment[] {
  const groups = new Map<DeferredFragment, DeferredPlace[]>();
  for (const place of places) groups.set(place.fragment, [...(groups.get(place.fragment) ?? []), place]);
  return [...groups].map(([fragment, each]) => ({ part, fragment, places: each }));
}

/** Completes a fragment at all its places. Returns the places of the fragments inside of it, too. */
function completeFragment({ part, fragment, places }: PendingFragment) {
  const completed = places.map((place) => completePlace(place, part));
  return {
    results: completed.map(({ result }) => ({
      ...(fragment.label !== undefined && { label: fragment.label }),
      ...result,
    })),
    places: completed.flatMap((each) => each.places),
  };
}

function completePlace({ fragment: { projection }, object, type, path }: DeferredPlace, part: DeferredPart) {
  const fields = projection.fieldsOf(type);
  const { data, errors } = completeResponse(object, { ...part, type, fields, path });
  const result = { path, data, ...(errors.length > 0 && { errors }) };
  const deferred = projection.deferredOf(type);
  const places = findDeferred({ object, type, path, fields, deferred, completed: data }, part.schema);
  return { result, places };
}
