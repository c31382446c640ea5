import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  Kind,
  type DefinitionNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/**
 * Returns the services that resolve a field, by its coordinate `Type.field`; undefined if each service does that has the
 * type, as in a schema of one service.
 */
export type ServicesOf = (coordinate: string) => readonly string[] | undefined;

/** A schema whose operations are measured. */
export interface MeasuredSchema {
  readonly schema: GraphQLSchema;
  readonly servicesOf: ServicesOf;
}

/** An operation of a document that is valid for the schema. */
export interface MeasuredOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/**
 * What each part of an operation adds to its complexity, in proportion to the time that the query planner takes for it.
 * One is about a tenth of a millisecond.
 */
export const complexityWeights = {
  /** A field or a fragment, each time that its place is selected. */
  selection: 1,
  /** A request to another service. */
  request: 10,
  /** A mutation; each is planned by itself. */
  mutation: 20,
  /** A `@skip` or `@include`. */
  condition: 20,
} as const;

/** A place in the response: everything that is selected there, of one type. */
interface Place {
  readonly type: GraphQLCompositeType;
  /** The service that resolves the object; undefined at the root. */
  readonly service: string | undefined;
  readonly sets: SelectionSetNode[];
}

/** The state of measuring one operation. */
interface Measurement extends MeasuredSchema {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly limit: number;
  complexity: number;
}

/** The state of measuring one place. */
interface Visit {
  readonly measurement: Measurement;
  readonly service: string | undefined;
  /** The other services that are requested at the place. */
  readonly requested: Set<string>;
  readonly visited: Set<SelectionSetNode>;
  /** Type and response key → the place of the field's value. */
  readonly below: Map<string, Place>;
}

/**
 * Measures the work of an operation that does not depend on its data: execution of its fields and, at a gateway, query
 * planning. It counts each selection after the expansion of fragments, each request to another service, and what else
 * takes the planner long. Selections of one response key are merged, as the planner does. Introspection is not counted.
 *
 * Stops as soon as the complexity is above `limit`, so that it never takes long itself.
 *
 * @returns the complexity; a value above `limit` is a lower bound
 */
export function measureComplexity(
  { document, operation }: MeasuredOperation,
  measured: MeasuredSchema,
  limit: number,
): number {
  const type = measured.schema.getRootType(operation.operation);
  if (!type) return 0;
  const fragments = new Map(document.definitions.filter(isFragment).map((each) => [each.name.value, each]));
  const measurement = { ...measured, fragments, limit, complexity: 0 };
  measurePlace({ type, service: undefined, sets: [operation.selectionSet] }, measurement);
  return measurement.complexity;
}

const isFragment = (definition: DefinitionNode): definition is FragmentDefinitionNode =>
  definition.kind === Kind.FRAGMENT_DEFINITION;

function measurePlace({ type, service, sets }: Place, measurement: Measurement): void {
  const visit: Visit = { measurement, service, requested: new Set(), visited: new Set(), below: new Map() };
  for (const set of sets) visitSet(set, type, visit);
  for (const place of visit.below.values()) measurePlace(place, measurement);
}

function visitSet(set: SelectionSetNode, parent: GraphQLCompositeType, visit: Visit): void {
  const { measurement, visited } = visit;
  if (visited.has(set)) return;
  visited.add(set);
  for (const selection of set.selections) {
    if (measurement.complexity > measurement.limit) return;
    measurement.complexity +=
      complexityWeights.selection + complexityWeights.condition * (selection.directives?.length ?? 0);
    if (selection.kind === Kind.FIELD) visitField(selection, parent, visit);
    else visitFragment(selection, parent, visit);
  }
}

function visitFragment(spread: Exclude<SelectionNode, FieldNode>, parent: GraphQLCompositeType, visit: Visit): void {
  const { schema, fragments } = visit.measurement;
  const fragment = spread.kind === Kind.INLINE_FRAGMENT ? spread : fragments.get(spread.name.value);
  if (fragment === undefined) return;
  const condition = schema.getType(fragment.typeCondition?.name.value ?? '');
  // An interface does not make the type of an object less specific.
  const type = isAbstractType(parent) && isCompositeType(condition) ? condition : parent;
  visitSet(fragment.selectionSet, type, visit);
}

function visitField({ name, alias, selectionSet }: FieldNode, parent: GraphQLCompositeType, visit: Visit): void {
  const { measurement, below } = visit;
  const field = 'getFields' in parent ? parent.getFields()[name.value] : undefined;
  // `__typename` and introspection need no service.
  if (field === undefined) return;
  if (parent === measurement.schema.getMutationType()) measurement.complexity += complexityWeights.mutation;
  const service = requestField(parent, name.value, visit);
  const type = getNamedType(field.type);
  if (selectionSet === undefined || !isCompositeType(type)) return;
  const key = `${parent.name}.${(alias ?? name).value}`;
  const known = below.get(key);
  if (known === undefined) below.set(key, { type, service, sets: [selectionSet] });
  else known.sets.push(selectionSet);
}

/** Counts the request that a field needs, for each type that its object can have. Returns the service of its value. */
function requestField(parent: GraphQLCompositeType, field: string, visit: Visit): string | undefined {
  const { schema } = visit.measurement;
  const types = isAbstractType(parent) ? schema.getPossibleTypes(parent) : [parent];
  return types.map(({ name }) => requestService(`${name}.${field}`, visit))[0];
}

function requestService(coordinate: string, { measurement, service, requested }: Visit): string | undefined {
  const services = measurement.servicesOf(coordinate);
  if (services === undefined || (service !== undefined && services.includes(service))) return service;
  const resolver = services.find((each) => requested.has(each)) ?? services[0];
  if (resolver === undefined || requested.has(resolver)) return resolver;
  requested.add(resolver);
  measurement.complexity += complexityWeights.request;
  return resolver;
}
