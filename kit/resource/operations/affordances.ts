import { covers } from '../../access/policy.ts';
import type { Action } from '../definition/actions.ts';
import type { Context } from '../definition/context.ts';
import type { Document } from '../definition/documents.ts';
import { references, type Known } from '../definition/relations.ts';
import type { Field, Fields } from '../fields.ts';
import { ruleContext } from '../rule-context.ts';
import type { Bound } from '../runtime.ts';
import { mayCreate } from './create.ts';

/** An operation that is available to a caller now: a HAL-FORMS template, and an entry of GraphQL's `actions`. */
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

/** The operations that are available to the caller now, for each of the documents, in their order. */
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

/** The creation of a document in each of the lists; undefined where it is not available to the caller now. */
export async function creationOffers(
  bound: Bound,
  lists: readonly Known[],
  context: Context,
): Promise<readonly (Offer | undefined)[]> {
  const { definition } = bound;
  const within = ruleContext(bound, context);
  const allowed = lists.filter((list) => mayCreate(bound, list, context).ok);
  const answers = await Promise.all(definition.rules.map(async (rule) => rule.open?.(allowed, within)));
  const open = new Set(allowed.filter((_list, index) => answers.every((each) => each?.[index] !== false)));
  const offer: Offer = {
    ...{ rel: 'create', title: `Create a new ${definition.name}`, method: 'POST', path: undefined, action: undefined },
    fields: definition.fields,
    references: references(definition).map(([name]) => name),
  };
  return lists.map((list) => (open.has(list) ? offer : undefined));
}
