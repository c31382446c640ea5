import {
  isAbstractType,
  isEnumType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLSchema,
} from 'graphql';
import { isObject } from '../../../kit/util/is-object.ts';
import type { FieldPath } from './document-fields.ts';
import type { SelectedField, Selection } from './selected-fields.ts';

type Data = Record<string, unknown>;

/** What a response must have the shape of, beside the selection of its request. */
export interface ExpectedResponse {
  /** The type names of the requested entities, in their order. */
  readonly entityTypes: readonly string[];
  /** Whether the response has errors, which explain why values are null or absent. */
  readonly hasErrors: boolean;
}

/** Data that have the shape of their request. */
export interface ShapedData {
  readonly data: Data;
  /** The paths of values that had another shape; they are null in `data`. The first ones, if there are many. */
  readonly misshapen: readonly FieldPath[];
}

/**
 * Reduces data to what was requested, with the types that it must have. Anything else becomes null or is left out: the
 * gateway would fail the whole operation because of it, and would merge members that nobody requested into the objects
 * of other services. Changes the data in place.
 */
export type Shape = (data: Data, expected: ExpectedResponse) => ShapedData;

/** What the selection of a request belongs to. */
export interface ShapeParts {
  readonly schema: GraphQLSchema;
  /** The name of the operation's root type. */
  readonly rootType: string;
}

/** The maximum number of misshapen values that are reported. */
const maxReported = 1000;

interface Walk extends ExpectedResponse {
  readonly misshapen: FieldPath[];
  /** The path of the current value. */
  readonly path: (string | number)[];
}

/** Checks the value at the current path. Returns it, or what replaces it. */
type Check = (value: unknown, walk: Walk) => unknown;

/** A field of an object. */
interface CheckedField {
  readonly key: string;
  readonly check: Check;
  /** Whether it may be absent. */
  readonly isOptional: boolean;
}

type FieldsOf = (typeName: string | undefined) => readonly CheckedField[];

/** Compiles the shape of the response to a request. */
export function compileShape(selection: Selection, { schema, rootType }: ShapeParts): Shape {
  const entities = selection.fieldsOf(rootType).get('_entities')?.selection;
  const fieldsOf = compileFields(selection, schema);
  const checkEntity = entities && compileEntity(entities, schema);
  return (data, expected) => {
    const walk: Walk = { ...expected, misshapen: [], path: [] };
    const { misshapen } = walk;
    if (checkEntity === undefined) return { data: checkFields(data, fieldsOf(rootType), walk), misshapen };
    const received = data['_entities'] as readonly unknown[];
    walk.path.push('_entities');
    const checked = mapItems(walk, expected.entityTypes, (type, index) => checkEntity(received[index], type, walk));
    return { data: { _entities: checked }, misshapen };
  };
}

/** Compiles the check of an entity. That of an interface has a type of its own. */
function compileEntity(selection: Selection, schema: GraphQLSchema) {
  const fieldsOf = compileFields(selection, schema);
  const isOfType = (own: unknown, typeName: string): boolean =>
    own === undefined || own === typeName || (typeof own === 'string' && isAbstractType(schema.getType(typeName)));
  return (entity: unknown, typeName: string, walk: Walk): unknown => {
    if (entity === null || entity === undefined) return null;
    if (!isObject(entity) || !isOfType(entity['__typename'], typeName)) return report(walk);
    return checkFields(entity, fieldsOf(typeName), walk);
  };
}

/** Returns a function that compiles the fields of each type once. */
function compileFields(selection: Selection, schema: GraphQLSchema): FieldsOf {
  const byType = new Map<string | undefined, readonly CheckedField[]>();
  return (typeName) => {
    const known = byType.get(typeName);
    if (known !== undefined) return known;
    const fields = [...selection.fieldsOf(typeName)].map(([key, field]) => ({
      key,
      check: compileCheck(field, schema),
      // The gateway completes an absent `__typename` itself.
      isOptional: field.type === undefined || key === '__typename',
    }));
    byType.set(typeName, fields);
    return fields;
  };
}

/** Most objects have the members that were requested, in their order. */
function checkFields(object: Data, fields: readonly CheckedField[], walk: Walk): Data {
  let index = 0;
  for (const key in object) {
    const field = fields[index];
    if (field?.key !== key) return checkOtherFields(object, { fields, checked: index }, walk);
    const value = object[key];
    walk.path.push(key);
    const checked = field.check(value, walk);
    walk.path.pop();
    if (checked !== value) object[key] = checked;
    index++;
  }
  return index === fields.length ? object : checkOtherFields(object, { fields, checked: index }, walk);
}

/** Checks an object with other members, whose first fields have been checked. */
function checkOtherFields(
  object: Data,
  { fields, checked }: { readonly fields: readonly CheckedField[]; readonly checked: number },
  walk: Walk,
): Data {
  const result: Data = {};
  for (const [index, { key, check, isOptional }] of fields.entries()) {
    const isAbsent = !Object.hasOwn(object, key);
    if (isAbsent && (isOptional || walk.hasErrors)) continue;
    walk.path.push(key);
    result[key] = isAbsent ? report(walk) : index < checked ? object[key] : check(object[key], walk);
    walk.path.pop();
  }
  return result;
}

function compileCheck({ type, selection }: SelectedField, schema: GraphQLSchema): Check {
  const isRequired = isNonNullType(type);
  const nullable = isNonNullType(type) ? type.ofType : type;
  const check = compileNonNull({ type: nullable, selection }, schema);
  return (value, walk) => {
    if (value !== null) return check(value, walk);
    return isRequired && !walk.hasErrors ? report(walk) : null;
  };
}

function compileNonNull({ type, selection }: SelectedField, schema: GraphQLSchema): Check {
  if (isListType(type)) return listCheck(compileCheck({ type: type.ofType, selection }, schema));
  if (selection === undefined) return leafCheck(type);
  const checkObject = objectCheck({ type, selection }, schema);
  if (type !== undefined) return checkObject;
  const checkItems = listCheck((value, walk) => (value === null ? null : check(value, walk)));
  const check: Check = (value, walk) => (Array.isArray(value) ? checkItems : checkObject)(value, walk);
  return check;
}

const listCheck =
  (check: Check): Check =>
  (value, walk) => {
    if (!Array.isArray(value)) return report(walk);
    const items = value as unknown[];
    for (let index = 0; index < items.length; index++) {
      walk.path.push(index);
      const checked = check(items[index], walk);
      walk.path.pop();
      if (checked !== items[index]) items[index] = checked;
    }
    return items;
  };

/** Maps items while the path leads to each. */
const mapItems = <Item>(
  { path }: Walk,
  items: readonly Item[],
  map: (item: Item, index: number) => unknown,
): readonly unknown[] =>
  items.map((item, index) => {
    path.push(index);
    const mapped = map(item, index);
    path.pop();
    return mapped;
  });

function objectCheck(
  { type, selection }: SelectedField & { readonly selection: Selection },
  schema: GraphQLSchema,
): Check {
  const staticName = isObjectType(type) ? type.name : undefined;
  const fieldsOf = compileFields(selection, schema);
  /** Names of types → their fields. */
  const known = new Map<unknown, readonly CheckedField[]>([[undefined, fieldsOf(staticName)]]);
  const learn = (name: unknown): readonly CheckedField[] | undefined => {
    if (typeof name !== 'string' || !hasObjects(name, schema)) return undefined;
    const fields = fieldsOf(name);
    known.set(name, fields);
    return fields;
  };
  return (value, walk) => {
    if (!isObject(value)) return report(walk);
    const name = value['__typename'];
    const fields = known.get(name) ?? learn(name);
    return fields === undefined ? report(walk) : checkFields(value, fields, walk);
  };
}

/** An interface of the API schema can be an object type of a service (`@interfaceObject`). */
function hasObjects(typeName: string, schema: GraphQLSchema): boolean {
  const type = schema.getType(typeName);
  return isObjectType(type) || isInterfaceType(type);
}

/** Returns the check of a leaf type; anything is one of a custom scalar. */
function leafCheck(type: SelectedField['type']): Check {
  const isValid = isEnumType(type)
    ? (value: unknown) => typeof value === 'string' && type.getValue(value) !== undefined
    : isLeafType(type)
      ? leafChecks[type.name]
      : undefined;
  return isValid === undefined ? (value) => value : (value, walk) => (isValid(value) ? value : report(walk));
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
