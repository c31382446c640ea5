import {
  isAbstractType,
  isObjectType,
  Kind,
  type FieldNode,
  type GraphQLCompositeType,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Decisions } from './decisions.ts';
import type { Operation } from './operation.ts';

/** An operation, and what the values of its variables decide. */
export interface DecidedOperation {
  readonly operation: Operation;
  readonly decisions: Decisions;
}

/** The fields of one place by their response keys in the client's operation. Those of one key have the same value. */
export type CollectedFields = ReadonlyMap<string, readonly FieldNode[]>;

/**
 * Collects the fields that apply to a type (GraphQL, October 2021, §6.3.2). For an abstract type these are the fields
 * that apply whatever the type of the object is.
 *
 * @throws GraphQLError if the condition of a selection is null
 */
export function collectFields(
  sets: readonly SelectionSetNode[],
  type: GraphQLCompositeType,
  decided: DecidedOperation,
): CollectedFields {
  const fields = new Map<string, FieldNode[]>();
  visitSelections(sets, type, decided, { field: (node) => addTo(fields, node), deferred: () => undefined });
  return fields;
}

/** A fragment that is delivered later. */
export type DeferredSelection = Exclude<SelectionNode, FieldNode>;

/**
 * Collects the deferred fragments that apply to a type, without those inside of each.
 *
 * @throws GraphQLError if the condition of a selection is null
 */
export function collectDeferred(
  sets: readonly SelectionSetNode[],
  type: GraphQLCompositeType,
  decided: DecidedOperation,
): readonly DeferredSelection[] {
  const found = new Set<DeferredSelection>();
  visitSelections(sets, type, decided, { field: () => undefined, deferred: (each) => void found.add(each) });
  return [...found];
}

interface SelectionVisitor {
  readonly field: (node: FieldNode) => void;
  readonly deferred: (selection: DeferredSelection) => void;
}

// eslint-disable-next-line max-params -- the three parameters of its callers, and what they do
function visitSelections(
  sets: readonly SelectionSetNode[],
  type: GraphQLCompositeType,
  decided: DecidedOperation,
  visitor: SelectionVisitor,
): void {
  const { decisions } = decided;
  const visited = new Set<SelectionSetNode>();
  const add = (set: SelectionSetNode): void => {
    if (visited.has(set)) return;
    visited.add(set);
    for (const selection of set.selections) {
      if (!decisions.includes(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        visitor.field(selection);
        continue;
      }
      const fragment = fragmentOf(selection, decided);
      if (fragment === undefined || !applies(fragment.condition, type, decided)) continue;
      if (decisions.defers(selection)) visitor.deferred(selection);
      else add(fragment.selectionSet);
    }
  };
  for (const set of sets) add(set);
}

function addTo(fields: Map<string, FieldNode[]>, node: FieldNode): void {
  const key = (node.alias ?? node.name).value;
  const known = fields.get(key);
  if (known === undefined) fields.set(key, [node]);
  else known.push(node);
}

interface Fragment {
  /** The name of the type that it is for; undefined if it is for every type. */
  readonly condition: string | undefined;
  readonly selectionSet: SelectionSetNode;
}

/** Returns an inline fragment, or the one that a spread names. */
export function fragmentOf(
  selection: Exclude<SelectionNode, FieldNode>,
  { operation: { fragments } }: DecidedOperation,
): Fragment | undefined {
  const node = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
  return node && { condition: node.typeCondition?.name.value, selectionSet: node.selectionSet };
}

/** Whether a fragment applies to each object of a type. */
export function applies(
  condition: string | undefined,
  type: GraphQLCompositeType,
  { operation: { schema } }: DecidedOperation,
): boolean {
  if (condition === undefined || condition === type.name) return true;
  const conditional = schema.getType(condition);
  return (
    isAbstractType(conditional) &&
    (isObjectType(type) || 'getInterfaces' in type) &&
    schema.isSubType(conditional, type)
  );
}
