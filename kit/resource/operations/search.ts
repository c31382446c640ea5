import { malformed } from '../common-problems.ts';
import type { OperationContext } from '../definition/context.ts';
import type { Search } from '../definition/searches.ts';
import { fail, succeed, type Outcome } from '../problems.ts';
import { ruleContext } from '../rule-context.ts';
import type { ResourceRuntime } from '../runtime.ts';

/** A search, and the values that a client gives for its parameters. */
export interface SearchQuery {
  readonly search: Search;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Parses the values of a search. Fails with `Malformed`, and names all parameters that are missing or invalid. */
function parseValues({ search, values }: SearchQuery): Outcome<Readonly<Record<string, unknown>>> {
  const parsed: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const [name, { schema, required }] of Object.entries(search.input)) {
    const value = values[name] ?? undefined;
    if (value === undefined) {
      if (required) faults.push(`${name}: is required`);
      continue;
    }
    const result = schema.safeParse(value);
    if (result.success) parsed[name] = result.data;
    else faults.push(`${name}: ${result.error.issues.map(({ message }) => message).join(', and ')}`);
  }
  return faults.length === 0 ? succeed(parsed) : fail(malformed(faults.join('; ')));
}

/** Returns the `_id`s of the documents of another resource that a search finds, as the caller may see them. */
export async function search(
  runtime: ResourceRuntime,
  query: SearchQuery,
  context: OperationContext,
): Promise<Outcome<readonly string[]>> {
  const input = parseValues(query);
  return input.ok ? query.search.find(input.value, ruleContext(runtime, context)) : input;
}
