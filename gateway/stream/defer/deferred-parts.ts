import type { GraphQLError } from 'graphql';
import type { IncrementalResults } from '../../execute/deferred/incremental.ts';
import type { StreamPart } from '../stream-encoding.ts';

/** Returns errors as the client gets them. */
export type FormatErrors = (errors: readonly GraphQLError[]) => readonly unknown[];

/** Returns the parts of a response whose deferred fragments are delivered later (incremental delivery, 2022-08-24). */
export async function* deferredParts(
  answered: Readonly<Record<string, unknown>>,
  later: AsyncIterable<IncrementalResults>,
  format: FormatErrors,
): AsyncGenerator<StreamPart> {
  yield { result: { ...answered, hasNext: true } };
  for await (const { results, hasNext } of later) {
    const incremental = results.map(({ errors, ...result }) => ({
      ...result,
      ...(errors && { errors: format(errors) }),
    }));
    yield { result: { incremental, hasNext } };
  }
}
