import type { IdempotencyKey } from '../resource/operations/idempotency.ts';

/**
 * The header in which a gateway names the mutations of the client's request that come before those in its own request, as
 * a list of names. It sends a request for each group of mutations of one service.
 */
export const precedingMutationsHeader = 'preceding-mutations';

/** The headers of a request that identify its mutations when it is repeated. */
export interface IdempotencyHeaders {
  readonly key: string | undefined;
  readonly precedingMutations: string | undefined;
}

/** Returns the names in a `preceding-mutations` header. */
const namesIn = (header: string | undefined): readonly string[] =>
  (header ?? '').split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));

/**
 * Returns a function that is called once for each mutation of a request, in their order, and returns its idempotency key.
 * The scope is the mutation's name, and its position among those of the same name from the second on (`createEvent#2`):
 * it does not depend on aliases, and is the same at a service and at a gateway.
 */
export function createKeySequence({
  key,
  precedingMutations,
}: IdempotencyHeaders): (mutation: string, responseKey: string) => IdempotencyKey | undefined {
  if (key === undefined) return () => undefined;
  const names = [...namesIn(precedingMutations)];
  return (mutation, responseKey) => {
    names.push(mutation);
    const position = names.filter((name) => name === mutation).length;
    return { key, scope: position === 1 ? mutation : `${mutation}#${position}`, formerScope: responseKey };
  };
}
