import { covers } from '../../access/policy.ts';
import { refusal, visible, type Bound } from '../runtime.ts';
import { references, type Acted, type Action, type Context, type Document } from '../definition.ts';
import type { Field, Fields } from '../fields.ts';
import { readFields } from '../input.ts';
import { fail, isKind, succeed, type Outcome, type Problem } from '../problems.ts';

export interface Deed {
  readonly id: string;
  readonly action: Action;
  readonly input: unknown;
}

/** An action that is done. */
export interface CompletedAction {
  /** The document that it was done with, as it was before. */
  readonly document: Document;
  readonly result: Acted;
}

/** Does what an action does to one document. */
export async function act(
  bound: Bound,
  { id, action, input }: Deed,
  context: Context,
): Promise<Outcome<CompletedAction>> {
  const found = await visible(bound, id, context.caller);
  if (!found.ok) return found;
  if (!covers(action.policy(context.caller), found.value)) return fail(refusal(context.caller, action.title));
  const values = readFields(action.input, input);
  if (!values.ok) return values;
  const acted = await action.run(found.value, values.value.set, context);
  return acted.ok ? succeed({ document: found.value, result: acted.value }) : fail(adopted(acted.problem, action));
}

/** A peer's problem as one of the action's own, where it is of a kind that the action names. */
function adopted(problem: Problem, { problems }: Action): Problem {
  const own = problems.find((kind) => isKind(problem, kind));
  if (own === undefined) return problem;
  const known = Object.entries(problem.extensions).filter(([name]) => name in own.extensions);
  return own(problem.detail, Object.fromEntries(known));
}

/** What a caller may do with a document or a list now, for a HAL-FORMS template and a GraphQL `actions` entry alike. */
export interface Offer {
  readonly rel: string;
  readonly title: string;
  readonly method: 'PATCH' | 'PUT' | 'DELETE' | 'POST';
  /** The path segment below the document; none for the document or the list itself. */
  readonly path: string | undefined;
  readonly action: Action | undefined;
  /** What the caller is asked for. */
  readonly fields: Fields;
  /** References that the caller is asked for besides, by relation. */
  readonly references: readonly string[];
}

/** What the caller may do now with each of the documents, in their order. */
export async function offers(
  bound: Bound,
  documents: readonly Document[],
  context: Context,
): Promise<readonly (readonly Offer[])[]> {
  const { definition } = bound;
  const { caller } = context;
  const itself = { path: undefined, action: undefined };
  const remove: Offer = {
    ...itself,
    rel: 'delete',
    title: `Remove this ${definition.name}`,
    method: 'DELETE',
    fields: {},
    references: [],
  };
  const actions = await Promise.all(
    Object.entries(definition.actions).map(async ([rel, action]) => ({
      offer: {
        ...{ rel, title: action.title, method: action.method, path: action.path, action },
        fields: action.asks?.(caller) ?? action.input,
        references: [],
      },
      open: await openTo(action, documents, context),
    })),
  );
  return documents.map((document, index) => [
    ...[editOffer(bound, document, context) ?? []].flat(),
    ...(covers(definition.policies.remove(caller), document) ? [remove] : []),
    ...actions.filter(({ open }) => open[index]).map(({ offer }) => offer),
  ]);
}

/**
 * The change of a document, with what the caller may change; undefined when they may change nothing. A secret is left out
 * where it is to stay.
 */
export function editOffer({ definition }: Bound, document: Document, { caller }: Context): Offer | undefined {
  if (!covers(definition.policies.change(caller), document)) return undefined;
  const mayChange = (name: string): boolean => covers(definition.policies.fields?.[name]?.(caller) ?? true, document);
  const fields = Object.entries(definition.fields)
    .filter(([name]) => mayChange(name))
    .map(([name, field]): [string, Field] => [name, field.kind === 'secret' ? field.optional() : field]);
  return {
    ...{ rel: 'edit', title: `Change this ${definition.name}`, method: 'PATCH', path: undefined, action: undefined },
    fields: Object.fromEntries(fields),
    references: references(definition)
      .map(([name]) => name)
      .filter(mayChange),
  };
}

async function openTo(action: Action, documents: readonly Document[], context: Context): Promise<readonly boolean[]> {
  const allowed = documents.map((document) => covers(action.policy(context.caller), document));
  if (!allowed.includes(true) || action.open === undefined) return allowed;
  const open = await action.open(documents, context);
  return allowed.map((may, index) => may && open[index] === true);
}
