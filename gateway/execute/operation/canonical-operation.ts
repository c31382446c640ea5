import {
  doTypesOverlap,
  getNamedType,
  isAbstractType,
  isCompositeType,
  Kind,
  print,
  type FieldNode,
  type GraphQLCompositeType,
  type SelectionSetNode,
} from 'graphql';
import { fieldOf } from './field-definitions.ts';
import type { CanonicalNames } from './canonical-names.ts';
import { variablesIn } from './operation.ts';
import { applies, fragmentOf, type DecidedOperation, type DeferredSelection } from './collect-fields.ts';

/** A field in canonical form. */
interface CanonicalField {
  /** Its name and its arguments. */
  readonly text: string;
  /** Undefined for a leaf. */
  readonly selection: CanonicalSelection | undefined;
}

/** What is selected of objects of one type, in canonical form. */
interface CanonicalSelection {
  readonly type: GraphQLCompositeType;
  /** Response key → field. */
  readonly fields: Map<string, CanonicalField>;
  /** Name of a type condition → what is selected of objects of that type. */
  readonly fragments: Map<string, CanonicalSelection>;
  /** Label → what is delivered later. */
  readonly deferred: Map<string, CanonicalSelection>;
}

interface Canonicalization {
  readonly decided: DecidedOperation;
  readonly names: CanonicalNames;
  readonly variables: Set<string>;
}

/**
 * Prints the canonical form of an operation: what its root fields select, without conditions, named fragments and
 * aliases of the client. Each field has a response key of its own, which equals no name that the query planner needs for
 * another field, so that plans for it are right whatever the client's aliases are. Undefined if nothing is selected that
 * a service resolves.
 */
export function printCanonicalOperation(
  sets: readonly SelectionSetNode[],
  decided: DecidedOperation,
  names: CanonicalNames,
): string | undefined {
  const { definition, schema } = decided.operation;
  const root = createSelection(schema.getRootType(definition.operation)!);
  const canonicalization: Canonicalization = { decided, names, variables: new Set() };
  for (const set of sets) addSet(set, root, canonicalization);
  const hasFields = root.fields.size > 0 || root.fragments.size > 0 || root.deferred.size > 0;
  return hasFields ? `${header(canonicalization)} ${printSelection(root)}` : undefined;
}

const createSelection = (type: GraphQLCompositeType): CanonicalSelection => ({
  type,
  fields: new Map(),
  fragments: new Map(),
  deferred: new Map(),
});

function header({ decided, names, variables }: Canonicalization): string {
  const { operation, name, variableDefinitions = [] } = decided.operation.definition;
  const used = variableDefinitions.filter(({ variable }) => variables.has(variable.name.value));
  const declarations = used.map(({ variable, type, defaultValue }) => {
    const value = defaultValue ? ` = ${print(defaultValue)}` : '';
    return `$${names.variableOf(variable.name.value)}: ${print(type)}${value}`;
  });
  return [operation, name?.value, declarations.length > 0 && `(${declarations.join(', ')})`].filter(Boolean).join(' ');
}

function addSet(set: SelectionSetNode, selection: CanonicalSelection, canonicalization: Canonicalization): void {
  const { decided } = canonicalization;
  for (const each of set.selections) {
    if (!isIncluded(each, decided)) continue;
    if (each.kind === Kind.FIELD) addField(each, selection, canonicalization);
    else {
      const { condition, selectionSet } = fragmentOf(each, decided) ?? {};
      if (selectionSet === undefined) continue;
      for (const target of selectionsFor(condition, selection, decided))
        addSet(
          selectionSet,
          isDeferred(each, decided) ? deferredIn(target, each, canonicalization) : target,
          canonicalization,
        );
    }
  }
}

/** Whether a selection is included. One whose condition is null is an error of its parent, which needs no fields. */
function isIncluded(selection: Parameters<typeof fragmentOf>[0] | FieldNode, { decisions }: DecidedOperation): boolean {
  try {
    return decisions.includes(selection);
  } catch {
    return false;
  }
}

const isDeferred = (fragment: DeferredSelection, { decisions }: DecidedOperation): boolean => {
  try {
    return decisions.defers(fragment);
  } catch {
    return false;
  }
};

/** Adds a deferred fragment to a selection. */
function deferredIn(
  { type, deferred }: CanonicalSelection,
  fragment: DeferredSelection,
  { names }: Canonicalization,
): CanonicalSelection {
  const selection = createSelection(type);
  deferred.set(names.addLabel(fragment), selection);
  return selection;
}

/** Returns the selections that a fragment adds to; none if no object can be of its type. */
function selectionsFor(
  condition: string | undefined,
  selection: CanonicalSelection,
  decided: DecidedOperation,
): readonly CanonicalSelection[] {
  const { type } = selection;
  if (condition === undefined || applies(condition, type, decided)) return [selection];
  const { schema, supergraph } = decided.operation;
  const conditional = schema.getType(condition);
  if (!isCompositeType(conditional) || !doTypesOverlap(schema, type, conditional)) return [];
  // The planner fails where a service does not know the type of an object and the fragment is for an abstract type.
  const conditions =
    isAbstractType(type) && isAbstractType(conditional) && supergraph.isInterfaceObject(type.name)
      ? schema.getPossibleTypes(conditional).filter((each) => schema.isSubType(type, each))
      : [conditional];
  return conditions.map((each) => fragmentFor(each, selection));
}

function fragmentFor(type: GraphQLCompositeType, { fragments }: CanonicalSelection): CanonicalSelection {
  const known = fragments.get(type.name) ?? createSelection(type);
  fragments.set(type.name, known);
  return known;
}

function addField(node: FieldNode, selection: CanonicalSelection, canonicalization: Canonicalization): void {
  const { decided, names, variables } = canonicalization;
  if (node.name.value === '__typename') return addTypename(selection);
  const definition = fieldOf(selection.type, node.name.value);
  if (definition === undefined || decided.decisions.argumentError(node) !== undefined) return;
  const key = names.keyOf(node);
  const known = selection.fields.get(key) ?? createField(node, getNamedType(definition.type), names);
  selection.fields.set(key, known);
  for (const name of (node.arguments ?? []).flatMap(variablesIn)) variables.add(name);
  if (known.selection !== undefined && node.selectionSet !== undefined)
    addSet(node.selectionSet, known.selection, canonicalization);
}

/** The type of an object of an object type is known; the planner adds what it needs itself. */
function addTypename({ type, fields }: CanonicalSelection): void {
  if (isAbstractType(type)) fields.set('__typename', { text: '__typename', selection: undefined });
}

function createField(node: FieldNode, type: unknown, names: CanonicalNames): CanonicalField {
  const args = names.argumentsOf(node);
  const text = args === '' ? node.name.value : `${node.name.value}(${args})`;
  return { text, selection: isCompositeType(type) ? createSelection(type) : undefined };
}

function printSelection({ fields, fragments, deferred, type }: CanonicalSelection): string {
  const parts = [...fields].map(([key, field]) => printField(key, field));
  // Which fragment applies depends on the type of the object.
  const hasFragments = fragments.size > 0 || deferred.size > 0;
  if (hasFragments && isAbstractType(type) && !fields.has('__typename')) parts.push('__typename');
  for (const [condition, selection] of fragments) parts.push(`... on ${condition} ${printSelection(selection)}`);
  // With a type condition, the planner does not come to an end for some operations.
  for (const [label, selection] of deferred)
    if (needsService(selection)) parts.push(`... @defer(label: "${label}") ${printSelection(selection)}`);
  return `{ ${parts.join(' ') || '__typename'} }`;
}

/** Whether a deferred fragment selects anything but the type of the object. */
const needsService = ({ fields, fragments, deferred }: CanonicalSelection): boolean =>
  [...fields.keys()].some((key) => key !== '__typename') ||
  [...fragments.values(), ...deferred.values()].some(needsService);

function printField(key: string, { text, selection }: CanonicalField): string {
  const field = text === key ? text : `${key}: ${text}`;
  return selection === undefined ? field : `${field} ${printSelection(selection)}`;
}
