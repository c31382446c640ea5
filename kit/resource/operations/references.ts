import { references, type Context, type Definition, type Document } from '../definition.ts';
import { invalidBecause, type Problem } from '../problems.ts';

/** The first reference, of those that are new, to something that is not there; or what keeps from knowing. */
export async function missingReference(
  definition: Definition,
  { next, previous }: { next: Document; previous?: Document | undefined },
  { peers }: Context,
): Promise<Problem | undefined> {
  const fresh = references(definition).filter(([name]) => next[name] !== previous?.[name]);
  const found = await Promise.all(fresh.map(([name, { target }]) => peers.get(target, String(next[name]))));
  for (const [index, outcome] of found.entries()) {
    if (!outcome.ok) return outcome.problem;
    const [name, relation] = fresh[index] ?? [];
    if (outcome.value === undefined && name !== undefined)
      return invalidBecause([
        { field: name, message: `there is no ${relation?.target} ${JSON.stringify(next[name])}` },
      ]);
  }
  return undefined;
}
