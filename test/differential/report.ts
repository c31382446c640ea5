import { Kind, parse, print } from 'graphql';
import type { Outcome } from './harness.ts';
import type { DifferentialCase } from './minimize/minimize.ts';

/** Prints a failing case: the subgraphs, the operation, and what was expected. */
export function formatCase(
  { world, request, fault }: DifferentialCase,
  { expected, result, mismatch }: Outcome,
): string {
  const subgraphs = world.subgraphs.flatMap(({ name, sdl }) => [`# subgraph ${name}`, printTypes(sdl), '']);
  const errors = expected.errors.required.map((group) => group.map(({ path, message }) => ({ path, message })));
  return [
    ...subgraphs,
    ...world.failures.map((failure) => `# ${failure.coordinate} of instance ${failure.index}: ${failure.kind}`),
    ...(world.missing ?? []).map((each) => `# ${each.subgraph} does not know ${each.type} ${each.index}`),
    ...(fault ? [`# ${fault.service} fails: ${fault.kind}`] : []),
    '# the operation',
    print(parse(request.query)),
    ...(request.operationName === undefined ? [] : [`operation: ${request.operationName}`]),
    ...(request.variables === undefined ? [] : [`variables: ${JSON.stringify(request.variables)}`]),
    `expected: ${JSON.stringify(expected.data)}`,
    `expected errors, one of each list: ${JSON.stringify(errors)}`,
    `actual:   ${JSON.stringify(result.data)}`,
    `actual errors: ${JSON.stringify(result.errors ?? [])}`,
    `${mismatch?.kind}: ${mismatch?.message.slice(0, 1000)}`,
  ].join('\n');
}

/** Prints an SDL without its `@link`, which is the same in all subgraphs. */
function printTypes(sdl: string): string {
  const { kind, definitions } = parse(sdl);
  return print({ kind, definitions: definitions.filter((node) => node.kind !== Kind.SCHEMA_EXTENSION) });
}
