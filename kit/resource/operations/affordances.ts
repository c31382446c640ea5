import { permits } from '../../access/policy.ts';
import type { Action } from '../definition/actions.ts';
import type { OperationContext } from '../definition/context.ts';
import type { Document } from '../definition/documents.ts';
import { relationsOf, type ParentReferences } from '../definition/relations.ts';
import type { Field, Fields } from '../fields/index.ts';
import { ruleContext } from '../rule-context.ts';
import type { ResourceRuntime } from '../runtime.ts';
import { mayCreate } from './create.ts';

/** An operation that is currently available to a caller: a HAL-FORMS template, or an entry of GraphQL's `actions`. */
export interface Affordance {
  readonly rel: string;
  readonly title: string;
  readonly method: 'PATCH' | 'PUT' | 'DELETE' | 'POST';
  /** The path segment below the document; undefined for the document or the list itself. */
  readonly path: string | undefined;
  readonly action: Action | undefined;
  /** The input fields of the form. */
  readonly fields: Fields;
  /** The relations whose references are also part of the input. */
  readonly references: readonly string[];
}

/** Returns the operations that are currently available to the caller, for each of the documents, in their order. */
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
      affordance: {
        ...{ rel, title: action.title, method: action.method, path: action.path, action },
        fields: action.inputFor?.(caller) ?? action.input,
        references: [],
      },
      availability: await availabilityOf(action, documents, context),
    })),
  );
  return documents.map((document, index) => [
    ...[changeAffordance(runtime, document, context) ?? []].flat(),
    ...(permits(definition.policies.remove(caller), document) ? [remove] : []),
    ...actions.filter(({ availability }) => availability[index]).map(({ affordance }) => affordance),
  ]);
}

/**
 * Returns the change of a document, with the fields that the caller is allowed to change; undefined without permission.
 * Secrets are optional: leaving one out keeps it.
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
    references: relationsOf(definition)
      .map(([name]) => name)
      .filter(mayChange),
  };
}

/** Returns for each document whether an action is permitted and available. */
async function availabilityOf(
  action: Action,
  documents: readonly Document[],
  context: OperationContext,
): Promise<readonly boolean[]> {
  const allowed = documents.map((document) => permits(action.policy(context.caller), document));
  if (!allowed.includes(true) || action.isAvailable === undefined) return allowed;
  const available = await action.isAvailable(documents, context);
  return allowed.map((isAllowed, index) => isAllowed && available[index] === true);
}

/**
 * Returns the creation of a document in each of the lists; undefined if it is currently not available to the caller.
 */
export async function creationAffordances(
  runtime: ResourceRuntime,
  lists: readonly ParentReferences[],
  context: OperationContext,
): Promise<readonly (Affordance | undefined)[]> {
  const { definition } = runtime;
  const contextOfRules = ruleContext(runtime, context);
  const allowed = lists.filter((list) => mayCreate(runtime, list, context).ok);
  const results = await Promise.all(
    definition.rules.map(async (rule) => rule.isCreationAvailable?.(allowed, contextOfRules)),
  );
  const available = new Set(allowed.filter((_list, index) => results.every((result) => result?.[index] !== false)));
  const affordance: Affordance = {
    ...{ rel: 'create', title: `Create a new ${definition.name}`, method: 'POST', path: undefined, action: undefined },
    fields: definition.fields,
    references: relationsOf(definition).map(([name]) => name),
  };
  return lists.map((list) => (available.has(list) ? affordance : undefined));
}
