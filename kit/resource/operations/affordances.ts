import { permits } from '../../access/policy.ts';
import type { Action } from '../definition/actions.ts';
import type { OperationContext } from '../definition/context.ts';
import type { Document } from '../definition/documents.ts';
import { toOneRelations, type ParentReferences } from '../definition/relations.ts';
import type { Field, Fields } from '../fields.ts';
import { ruleContext } from '../rule-context.ts';
import type { ResourceRuntime } from '../runtime.ts';
import { mayCreate } from './create.ts';

/** An operation that is available to a caller now: a HAL-FORMS template, and an entry of GraphQL's `actions`. */
export interface Affordance {
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
export async function affordances(
  runtime: ResourceRuntime,
  documents: readonly Document[],
  context: OperationContext,
): Promise<readonly (readonly Affordance[])[]> {
  const { definition } = runtime;
  const { caller } = context;
  const itself = { path: undefined, action: undefined };
  const remove: Affordance = {
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
        fields: action.inputFor?.(caller) ?? action.input,
        references: [],
      },
      open: await openTo(action, documents, context),
    })),
  );
  return documents.map((document, index) => [
    ...[changeAffordance(runtime, document, context) ?? []].flat(),
    ...(permits(definition.policies.remove(caller), document) ? [remove] : []),
    ...actions.filter(({ open }) => open[index]).map(({ offer }) => offer),
  ]);
}

/**
 * The change of a document, with what the caller may change; undefined when they may change nothing. A secret is left out
 * where it is to stay.
 */
export function changeAffordance(
  { definition }: ResourceRuntime,
  document: Document,
  { caller }: OperationContext,
): Affordance | undefined {
  if (!permits(definition.policies.change(caller), document)) return undefined;
  const mayChange = (name: string): boolean => permits(definition.policies.fields?.[name]?.(caller) ?? true, document);
  const fields = Object.entries(definition.fields)
    .filter(([name]) => mayChange(name))
    .map(([name, field]): [string, Field] => [name, field.kind === 'secret' ? field.optional() : field]);
  return {
    ...{ rel: 'edit', title: `Change this ${definition.name}`, method: 'PATCH', path: undefined, action: undefined },
    fields: Object.fromEntries(fields),
    references: toOneRelations(definition)
      .map(([name]) => name)
      .filter(mayChange),
  };
}

async function openTo(
  action: Action,
  documents: readonly Document[],
  context: OperationContext,
): Promise<readonly boolean[]> {
  const allowed = documents.map((document) => permits(action.policy(context.caller), document));
  if (!allowed.includes(true) || action.isAvailable === undefined) return allowed;
  const open = await action.isAvailable(documents, context);
  return allowed.map((may, index) => may && open[index] === true);
}

/** The creation of a document in each of the lists; undefined where it is not available to the caller now. */
export async function creationAffordances(
  runtime: ResourceRuntime,
  lists: readonly ParentReferences[],
  context: OperationContext,
): Promise<readonly (Affordance | undefined)[]> {
  const { definition } = runtime;
  const within = ruleContext(runtime, context);
  const allowed = lists.filter((list) => mayCreate(runtime, list, context).ok);
  const answers = await Promise.all(definition.rules.map(async (rule) => rule.isCreationAvailable?.(allowed, within)));
  const open = new Set(allowed.filter((_list, index) => answers.every((each) => each?.[index] !== false)));
  const offer: Affordance = {
    ...{ rel: 'create', title: `Create a new ${definition.name}`, method: 'POST', path: undefined, action: undefined },
    fields: definition.fields,
    references: toOneRelations(definition).map(([name]) => name),
  };
  return lists.map((list) => (open.has(list) ? offer : undefined));
}
