import {
  getNamedType,
  getNullableType,
  GraphQLError,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLCompositeType,
  type GraphQLEnumType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import {
  reportedElsewhere,
  unavailable,
  unexplained,
  type Absence,
  type Container,
  type Faults,
  type Key,
  type ServiceError,
} from './faults.ts';
import { fieldsOf, type ProjectedField } from './projection.ts';
import { runtimeType } from './runtime-type.ts';

/** What completing a response needs. */
export interface CompletionParts {
  readonly schema: GraphQLSchema;
  readonly faults: Faults;
  /** Returns the service that resolves a field, by its coordinate. */
  readonly serviceOf: (coordinate: string) => string | undefined;
}

/** A response in the client's names. */
export interface CompletedResponse {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly GraphQLError[];
}

interface Completion extends CompletionParts {
  readonly errors: GraphQLError[];
  /** The path in the client's response. */
  readonly path: Key[];
  /**
   * Why fields of the current object or list can be absent: a service failed to answer a field above, which another
   * service answered. The path of its error is below the object or list.
   */
  inherited: Absence;
}

/** A field, and where its value is. */
interface Place {
  readonly field: ProjectedField;
  readonly container: Container;
  readonly key: Key;
  /** What else is selected of the object. */
  readonly siblings: readonly ProjectedField[];
  readonly completion: Completion;
}

/** A null where the schema allows none, which makes the parent null. An error explains it. */
const nulled = Symbol('nulled');
/** The same without an error yet: a service does not have the entity, which is an error only where it must not be null. */
const absent = Symbol('absent');
const isNulled = (value: unknown): value is typeof nulled | typeof absent => value === nulled || value === absent;

/**
 * Completes the data of the services to what the client asked for (GraphQL, October 2021, §6.4.3 and §6.4.4): the
 * client's keys in the client's order, and nulls where values are missing, with an error for each that the schema does
 * not explain.
 */
export function completeResponse(
  data: Readonly<Record<string, unknown>>,
  { type, fields, path = [], ...parts }: CompletionParts & CompletedObject,
): CompletedResponse {
  const completion: Completion = { ...parts, errors: [], path: [...path], inherited: unexplained };
  const completed = completeFields({ object: data, type, fields }, completion);
  for (const error of parts.faults.takeGeneral()) completion.errors.push(errorAt(error));
  return { data: isNulled(completed) ? null : completed, errors: completion.errors };
}

/** What is completed. */
interface CompletedObject extends Pick<SelectedObject, 'type' | 'fields'> {
  /** Where it is in the client's response, if it is not the root. */
  readonly path?: readonly Key[];
}

/** An object of the data, its type, and what is selected of it. */
interface SelectedObject {
  readonly object: Readonly<Record<string, unknown>>;
  /** An abstract type if the data do not say which one it is. */
  readonly type: GraphQLCompositeType;
  readonly fields: readonly ProjectedField[];
}

function completeFields(
  selected: SelectedObject,
  completion: Completion,
): Record<string, unknown> | typeof nulled | typeof absent {
  const { errors, path } = completion;
  const [completed, before] = [Object.create(null) as Record<string, unknown>, errors.length];
  const nulledBy: ProjectedField[] = [];
  let isExplained = false;
  for (const field of selected.fields) {
    path.push(field.key);
    const value = completeField(field, selected, completion);
    path.pop();
    isExplained ||= value === nulled;
    if (isNulled(value)) nulledBy.push(field);
    else completed[field.key] = value;
  }
  if (nulledBy.length === 0) return completed;
  const error = path.length === 0 ? undefined : errorOfObject(selected, nulledBy, completion.faults);
  if (error !== undefined) errors.splice(before, Infinity, errorAt(error, path));
  return isExplained || error !== undefined ? nulled : absent;
}

/** Returns the error by which an object is absent as a whole: it is reported instead of one for each field. */
const errorOfObject = (
  { object, fields: siblings }: SelectedObject,
  nulledBy: readonly ProjectedField[],
  faults: Faults,
): ServiceError | undefined =>
  nulledBy
    .filter(({ canonicalKey: key }) => object[key] === undefined && faults.errorsAt(object, key).length === 0)
    .map(({ canonicalKey: key }) => absenceOf({ container: object, key, siblings }, faults).error)
    .find((error) => error !== undefined);

/** Returns why a field is absent, without an error that is reported at another field of the object. */
function absenceOf(
  { container, key, siblings }: Pick<Place, 'container' | 'key' | 'siblings'>,
  faults: Faults,
): Absence {
  const absence = faults.absenceOf(container, String(key));
  const [failed] = absence.error?.path ?? [];
  const isReported = failed !== undefined && siblings.some(({ canonicalKey }) => canonicalKey === failed);
  return isReported ? reportedElsewhere : absence;
}

function completeField(
  field: ProjectedField,
  { object, type, fields }: SelectedObject,
  completion: Completion,
): unknown {
  if (field.canonicalKey === '__typename' && isObjectType(type)) return type.name;
  if (field.error !== undefined) {
    reportThrown(field.error, completion);
    return isNonNullType(field.type) ? nulled : null;
  }
  const place = { field, container: object, key: field.canonicalKey, siblings: fields, completion };
  // A service with an `@interfaceObject` knows the interface only.
  const isUnknownType =
    field.canonicalKey === '__typename' && !isObjectTypeName(object['__typename'], completion.schema);
  return completeBelow(isUnknownType ? undefined : object[field.canonicalKey], place);
}

/** Completes the value of a field, below which a service can have failed that is not the one of the value. */
function completeBelow(value: unknown, place: Place): unknown {
  const { field, completion } = place;
  const { inherited } = completion;
  const hasFields = field.projection !== undefined && value !== undefined && value !== null;
  if (hasFields) completion.inherited = inheritedBelow(place);
  const completed = completeValue(value, field.type, place);
  completion.inherited = inherited;
  return completed;
}

/** Returns why what is below a place can be absent, if its value is not. */
function inheritedBelow({ container, key, completion: { faults, inherited } }: Place): Absence {
  const [placed] = faults.errorsAt(container, key);
  if (placed !== undefined) return { known: true, error: { ...placed.error, path: placed.below } };
  const own = typeof key === 'string' ? faults.absenceOf(container, key) : unexplained;
  return absenceBelow(own.known ? own : inherited, key);
}

/** Returns what the absence of an object means below one of its keys. An error at another key explains it there. */
function absenceBelow(absence: Absence, key: Key): Absence {
  const [first, ...path] = absence.error?.path ?? [];
  if (absence.error === undefined || first === undefined) return absence;
  return first === key ? { known: true, error: { ...absence.error, path } } : reportedElsewhere;
}

const isObjectTypeName = (name: unknown, schema: GraphQLSchema): boolean =>
  typeof name === 'string' && isObjectType(schema.getType(name));

function completeValue(value: unknown, type: GraphQLOutputType, place: Place): unknown {
  const { field, completion } = place;
  const isMissing = value === undefined || value === null;
  const completed = isMissing ? completeNull(value, type, place) : complete(value, type, place);
  if (!isNulled(completed)) return completed;
  if (!isNonNullType(type)) return null;
  if (completed === nulled || isMissing) return completed;
  report(unavailable(completion.serviceOf(field.coordinate) ?? 'unknown'), completion);
  return nulled;
}

/** Completes a value, whose shape was checked when it was received. */
function complete(value: unknown, type: GraphQLOutputType, place: Place): unknown {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return completeList(value as readonly unknown[], nullable.ofType, place);
  if (isCompositeType(nullable)) return completeObject(value as SelectedObject['object'], nullable, place);
  return isEnumType(nullable) ? completeEnum(value, nullable, place) : value;
}

/** Completes a value of an enum, which can be one that is hidden from clients. */
function completeEnum(value: unknown, type: GraphQLEnumType, { field, completion }: Place): unknown {
  if (type.getValue(String(value)) !== undefined) return value;
  report(unavailable(completion.serviceOf(field.coordinate) ?? 'unknown'), completion);
  return nulled;
}

function completeList(items: readonly unknown[], type: GraphQLOutputType, place: Place): unknown {
  const { completion } = place;
  const { path, inherited } = completion;
  let reason: typeof nulled | typeof absent | undefined;
  const completed = items.map((item, index) => {
    const itemPlace = { ...place, container: items, key: index };
    path.push(index);
    completion.inherited = inheritedBelow(itemPlace);
    const value = completeValue(item, type, itemPlace);
    completion.inherited = inherited;
    path.pop();
    if (isNulled(value)) reason = reason === nulled ? nulled : value;
    return value;
  });
  return reason ?? completed;
}

function completeObject(
  object: SelectedObject['object'],
  staticType: GraphQLCompositeType,
  { field, completion }: Place,
): unknown {
  const type = runtimeType(object, staticType, completion.schema);
  const fields = type === undefined ? undefined : fieldsOf(field.projection!, type);
  if (type === undefined || fields === undefined)
    report(unavailable(completion.serviceOf(field.coordinate) ?? 'unknown'), completion);
  else if (fields instanceof GraphQLError) reportThrown(fields, completion);
  else if (isAbstractType(type) && field.projection!.dependsOnTypeOf(type))
    reportUnknownType(object, field, completion);
  else return completeFields({ object, type, fields }, completion);
  return nulled;
}

/** Reports why the type of an object is unknown: the service that knows it failed, or has no such object. */
function reportUnknownType(object: SelectedObject['object'], field: ProjectedField, completion: Completion): void {
  const { error } = completion.faults.absenceOf(object, '__typename');
  if (error !== undefined) report(error, completion, pathBelow(field, error.path ?? [], completion.schema));
  else report(unavailable(completion.serviceOf(field.coordinate) ?? 'unknown'), completion);
}

/** Reports why there is no value, unless the schema explains it. */
function completeNull(value: null | undefined, type: GraphQLOutputType, place: Place) {
  const { field, container, key, completion } = place;
  const placed = completion.faults.errorsAt(container, key);
  for (const { error, below } of placed) report(error, completion, pathBelow(field, below, completion.schema));
  const isUnexplained = placed.length === 0 && (value === undefined || isNonNullType(type));
  const isExplained = !isUnexplained || reportAbsence(value, place);
  if (!isNonNullType(type)) return null;
  return isExplained ? nulled : absent;
}

/** Reports why a value is absent. Returns false if there is no reason but that a service does not have the object. */
function reportAbsence(value: null | undefined, place: Place): boolean {
  const { field, completion } = place;
  const own = value === undefined ? absenceOf(place, completion.faults) : unexplained;
  if (value === undefined && !own.known && completion.inherited.known) return reportInherited(place);
  const { known, error } = own;
  if (error !== undefined) report(error, completion);
  else if (!known) report(unavailable(completion.serviceOf(field.coordinate) ?? 'unknown'), completion);
  else return own === reportedElsewhere;
  return true;
}

/** Reports an error of an object that another service answered at the field that it belongs to; false if there is none. */
function reportInherited({ field, key, siblings, completion }: Place): boolean {
  const { error } = completion.inherited;
  if (error === undefined) return completion.inherited === reportedElsewhere;
  const [first, ...below] = error.path ?? [];
  const isAtSibling = first !== key && siblings.some(({ canonicalKey }) => canonicalKey === first);
  if (!isAtSibling) report(error, completion, first === key ? pathBelow(field, below, completion.schema) : []);
  return true;
}

/** Translates a path below a field to the client's keys, as far as the client selects it. */
function pathBelow({ type, projection }: ProjectedField, keys: readonly Key[], schema: GraphQLSchema): readonly Key[] {
  const [key, ...rest] = keys;
  if (key === undefined) return [];
  if (typeof key === 'number') return [key, ...pathBelow({ type, projection } as ProjectedField, rest, schema)];
  if (projection === undefined) return [];
  const named = getNamedType(type) as GraphQLCompositeType;
  const types = isAbstractType(named) ? schema.getPossibleTypes(named) : [named];
  for (const each of types) {
    const fields = fieldsOf(projection, each);
    const field = fields instanceof GraphQLError ? undefined : fields.find(({ canonicalKey }) => canonicalKey === key);
    if (field !== undefined) return [field.key, ...pathBelow(field, rest, schema)];
  }
  return [];
}

function report(error: ServiceError, { errors, path }: Completion, below: readonly Key[] = []): void {
  errors.push(errorAt(error, [...path, ...below]));
}

/** Returns the error of a service at a path of the client's response. */
const errorAt = ({ message, service, extensions }: ServiceError, path?: readonly Key[]): GraphQLError =>
  new GraphQLError(message, { path: path && [...path], extensions: { ...extensions, serviceName: service } });

/** Reports an error of the client's operation at the current path. */
function reportThrown({ message, nodes, extensions }: GraphQLError, { errors, path }: Completion): void {
  errors.push(new GraphQLError(message, { nodes: nodes ?? null, path: [...path], extensions }));
}
