import {
  doTypesOverlap,
  getNamedType,
  GraphQLError,
  GraphQLNonNull,
  GraphQLString,
  isCompositeType,
  Kind,
  type FieldNode,
  type GraphQLAbstractType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLOutputType,
  type SelectionSetNode,
} from 'graphql';
import {
  applies,
  collectDeferred,
  collectFields,
  fragmentOf,
  type CollectedFields,
  type DecidedOperation,
  type DeferredSelection,
} from './operation/collect-fields.ts';
import type { CanonicalNames } from './operation/canonical-names.ts';
import { deferDirective } from './operation/defer-directive.ts';
import { fieldOf } from './operation/field-definitions.ts';

/** The part of a client's operation that one object answers. */
export interface Projection {
  /**
   * Returns the fields of the response for objects of a type, in the client's order.
   *
   * @throws GraphQLError if the condition of a selection is null
   */
  fieldsOf(type: GraphQLCompositeType): readonly ProjectedField[];
  /** Whether the fields of the response depend on the type that an object of an abstract type has. */
  dependsOnTypeOf(abstract: GraphQLAbstractType): boolean;
  /** Returns what is delivered later for objects of a type. */
  deferredOf(type: GraphQLCompositeType): readonly DeferredFragment[];
}

/** A fragment that is delivered later. */
export interface DeferredFragment {
  /** Its label in the client's operation. */
  readonly label: string | undefined;
  /** Its labels in the plan. */
  readonly planLabels: readonly string[];
  readonly projection: Projection;
}

/** A field of the client's response. */
export interface ProjectedField {
  /** Its key in the client's response. */
  readonly key: string;
  /** Its key in the data of the services; `__typename` is the type of the object. */
  readonly canonicalKey: string;
  readonly type: GraphQLOutputType;
  /** `Type.field` in the schema. */
  readonly coordinate: string;
  /** What is selected of its value; undefined for a leaf. */
  readonly projection: Projection | undefined;
  /** Why it has no value: its arguments are invalid. */
  readonly error: GraphQLError | undefined;
}

/** What all projections of an operation share. */
export interface ProjectionParts {
  readonly decided: DecidedOperation;
  readonly names: CanonicalNames;
}

/** Creates the projection of selection sets that belong to one value. The fields of a type are collected once. */
export function createProjection(sets: readonly SelectionSetNode[], parts: ProjectionParts): Projection {
  const byType = new Map<GraphQLCompositeType, readonly ProjectedField[]>();
  const dependent = new Map<GraphQLAbstractType, boolean>();
  const deferred = new Map<GraphQLCompositeType, readonly DeferredFragment[]>();
  return {
    fieldsOf: (type) => {
      const known = byType.get(type) ?? projectFields(collectFields(sets, type, parts.decided), type, parts);
      byType.set(type, known);
      return known;
    },
    dependsOnTypeOf: (abstract) => {
      const known = dependent.get(abstract) ?? hasFragmentsForSome(sets, abstract, parts.decided);
      dependent.set(abstract, known);
      return known;
    },
    deferredOf: (type) => {
      const known = deferred.get(type) ?? projectDeferred(collectDeferred(sets, type, parts.decided), parts);
      deferred.set(type, known);
      return known;
    },
  };
}

/** Returns the fields of the response for objects of a type, or the error that prevents it. */
export function fieldsOf(projection: Projection, type: GraphQLCompositeType): readonly ProjectedField[] | GraphQLError {
  try {
    return projection.fieldsOf(type);
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

function projectDeferred(
  selections: readonly DeferredSelection[],
  parts: ProjectionParts,
): readonly DeferredFragment[] {
  return selections.map((selection) => ({
    label: labelOf(selection),
    planLabels: parts.names.labelsOf(selection),
    projection: createProjection([fragmentOf(selection, parts.decided)!.selectionSet], parts),
  }));
}

/** Returns the label of a deferred fragment, which is static. */
function labelOf({ directives = [] }: DeferredSelection): string | undefined {
  const defer = directives.find(({ name }) => name.value === deferDirective.name);
  const value = defer?.arguments?.find(({ name }) => name.value === 'label')?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}

/** Whether a fragment applies to some objects of an abstract type only. */
function hasFragmentsForSome(
  sets: readonly SelectionSetNode[],
  type: GraphQLAbstractType,
  decided: DecidedOperation,
): boolean {
  const { schema } = decided.operation;
  return sets
    .flatMap(({ selections }) => selections)
    .some((selection) => {
      if (selection.kind === Kind.FIELD || !decided.decisions.includes(selection)) return false;
      const { condition, selectionSet } = fragmentOf(selection, decided) ?? {};
      if (selectionSet === undefined) return false;
      if (applies(condition, type, decided)) return hasFragmentsForSome([selectionSet], type, decided);
      const conditional = schema.getType(condition ?? '');
      return isCompositeType(conditional) && doTypesOverlap(schema, type, conditional);
    });
}

/** Returns the fields of a type. Introspection is answered elsewhere. */
export function projectFields(
  fields: CollectedFields,
  type: GraphQLCompositeType,
  parts: ProjectionParts,
): readonly ProjectedField[] {
  return [...fields].flatMap(([key, nodes]) => {
    const name = nodes[0]!.name.value;
    if (name === '__typename') return [typenameField(key, type)];
    const definition = fieldOf(type, name);
    return definition === undefined ? [] : [projectField(key, nodes, { ...parts, type, definition })];
  });
}

const typenameField = (key: string, type: GraphQLCompositeType): ProjectedField => ({
  key,
  canonicalKey: '__typename',
  type: new GraphQLNonNull(GraphQLString),
  coordinate: `${type.name}.__typename`,
  projection: undefined,
  error: undefined,
});

interface FieldParts extends ProjectionParts {
  /** The type that the field belongs to. */
  readonly type: GraphQLCompositeType;
  readonly definition: GraphQLField<unknown, unknown>;
}

function projectField(
  key: string,
  nodes: readonly FieldNode[],
  { type: parent, definition, ...parts }: FieldParts,
): ProjectedField {
  const node = nodes[0]!;
  const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  return {
    key,
    canonicalKey: parts.names.keyOf(node),
    type: definition.type,
    coordinate: `${parent.name}.${definition.name}`,
    projection: isCompositeType(getNamedType(definition.type)) ? createProjection(sets, parts) : undefined,
    error: nodes.map((each) => parts.decided.decisions.argumentError(each)).find(Boolean),
  };
}
