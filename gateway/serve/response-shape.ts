import {
  isAbstractType,
  isEnumType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { isObject } from '../../kit/util/is-object.ts';
import type { FieldPath } from './document-fields.ts';
import type { SelectedField, Selection } from './selected-fields.ts';

/** What a response must have the shape of. */
export interface ExpectedShape {
  /** The selection of the request's operation. */
  readonly selection: Selection;
  readonly schema: GraphQLSchema;
  /** The name of the operation's root type. */
  readonly rootType: string;
  /** The type names of the requested entities, in their order. */
  readonly entityTypes: readonly unknown[];
  /** Whether the response has errors, which explain why values are null or absent. */
  readonly hasErrors: boolean;
  /** Whether the request skips or includes fields by variables, so that fields can be absent. */
  readonly hasConditions: boolean;
}

/** The data of a response that has the shape of its request. */
export interface ShapedData {
  readonly data: Readonly<Record<string, unknown>>;
  /** The paths of values that had another shape; they are null in `data`. The first ones, if there are many. */
  readonly misshapen: readonly FieldPath[];
}

/** The maximum number of misshapen values that are reported. */
const maxReported = 1000;

interface Walk extends ExpectedShape {
  readonly misshapen: FieldPath[];
  /** The path of the current value. */
  readonly path: (string | number)[];
}

/**
 * Reduces data to what was requested, with the types that it must have. Anything else becomes null or is left out: the
 * gateway would fail the whole operation because of it, and would merge members that nobody requested into the objects
 * of other services.
 */
export function shapeData(data: Readonly<Record<string, unknown>>, expected: ExpectedShape): ShapedData {
  const walk: Walk = { ...expected, misshapen: [], path: [] };
  const fields = expected.selection.fieldsOf(expected.rootType);
  const entities = fields.get('_entities');
  const shaped =
    entities === undefined
      ? shapeFields(data, fields, walk)
      : { _entities: shapeEntities(data['_entities'] as readonly unknown[], entities, walk) };
  return { data: shaped, misshapen: walk.misshapen };
}

/** Returns one entity for each requested one; the response has as many. */
function shapeEntities(entities: readonly unknown[], { selection }: SelectedField, walk: Walk): readonly unknown[] {
  walk.path.push('_entities');
  const shaped = shapeItems(walk.entityTypes, walk, (typeName, index) => {
    const entity = entities[index] ?? null;
    if (typeof typeName !== 'string' || selection === undefined || entity === null) return null;
    return isEntityOf(typeName, entity, walk) ? shapeFields(entity, selection.fieldsOf(typeName), walk) : report(walk);
  });
  walk.path.pop();
  return shaped;
}

/** Whether a value is an entity of the requested type. That of an interface has a type of its own. */
function isEntityOf(typeName: string, entity: unknown, { schema }: Walk): entity is Readonly<Record<string, unknown>> {
  if (!isObject(entity)) return false;
  const own = entity['__typename'] ?? typeName;
  return own === typeName || (isAbstractType(schema.getType(typeName)) && typeof own === 'string');
}

/** Maps the items of a list while the path leads to each. */
const shapeItems = (
  items: readonly unknown[],
  { path }: Walk,
  shape: (item: unknown, index: number) => unknown,
): readonly unknown[] =>
  items.map((item, index) => {
    path.push(index);
    const shaped = shape(item, index);
    path.pop();
    return shaped;
  });

function shapeFields(
  object: Readonly<Record<string, unknown>>,
  fields: ReadonlyMap<string, SelectedField>,
  walk: Walk,
): Record<string, unknown> {
  const shaped: Record<string, unknown> = {};
  for (const [key, field] of fields) {
    const isAbsent = !Object.hasOwn(object, key);
    // The gateway completes an absent `__typename` itself.
    const isOptional = walk.hasErrors || walk.hasConditions || field.type === undefined || key === '__typename';
    if (isAbsent && isOptional) continue;
    walk.path.push(key);
    shaped[key] = isAbsent ? report(walk) : shapeValue(object[key], field, walk);
    walk.path.pop();
  }
  return shaped;
}

function shapeValue(value: unknown, { type, selection }: SelectedField, walk: Walk): unknown {
  if (isNonNullType(type)) {
    if (value === null && !walk.hasErrors) return report(walk);
    return shapeValue(value, { type: type.ofType, selection }, walk);
  }
  if (value === null || value === undefined) return null;
  if (isListType(type) || (type === undefined && Array.isArray(value) && selection !== undefined)) {
    const item = { type: isListType(type) ? (type.ofType as GraphQLOutputType) : undefined, selection };
    if (!Array.isArray(value)) return report(walk);
    return shapeItems(value, walk, (each) => shapeValue(each, item, walk));
  }
  if (selection === undefined) return isLeafOf(type, value) ? value : report(walk);
  const typeName = isObject(value) ? runtimeType(value, type, walk.schema) : undefined;
  return isObject(value) && typeName !== invalidType
    ? shapeFields(value, selection.fieldsOf(typeName), walk)
    : report(walk);
}

const invalidType = Symbol('invalid type');

/** Returns the type name of an object: its own `__typename`, or the type of its field; undefined if it can be any. */
function runtimeType(
  { __typename: own }: Readonly<Record<string, unknown>>,
  type: SelectedField['type'],
  schema: GraphQLSchema,
): string | undefined | typeof invalidType {
  if (own === undefined) return isObjectType(type) ? type.name : undefined;
  // An interface of the API schema can be an object type of a service (`@interfaceObject`).
  const ownType = typeof own === 'string' ? schema.getType(own) : undefined;
  const isKnown = isObjectType(ownType) || isInterfaceType(ownType);
  return isKnown ? ownType.name : invalidType;
}

/** Whether a value is one of a leaf type; anything is one of a custom scalar. */
function isLeafOf(type: SelectedField['type'], value: unknown): boolean {
  if (isEnumType(type)) return typeof value === 'string' && type.getValue(value) !== undefined;
  return !isLeafType(type) || (leafChecks[type.name]?.(value) ?? true);
}

const isInt32 = (value: unknown): boolean => Number.isInteger(value) && Number(value) === (Number(value) | 0);
/** The values in JSON of the scalars that GraphQL specifies (October 2021, §3.5). */
const leafChecks: Readonly<Record<string, (value: unknown) => boolean>> = {
  Int: isInt32,
  Float: (value) => typeof value === 'number',
  String: (value) => typeof value === 'string',
  Boolean: (value) => typeof value === 'boolean',
  ID: (value) => typeof value === 'string' || Number.isInteger(value),
};

/** Reports the current value as misshapen, and returns what replaces it. */
function report({ misshapen, path }: Walk): null {
  if (misshapen.length < maxReported) misshapen.push([...path]);
  return null;
}
