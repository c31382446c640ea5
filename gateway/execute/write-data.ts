import {
  getNullableType,
  GraphQLError,
  isAbstractType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { jsonString, jsonValue } from '../../kit/util/json-string.ts';
import { fieldsOf, type ProjectedField, type Projection } from './projection.ts';
import { runtimeType } from './runtime-type.ts';

type Data = Readonly<Record<string, unknown>>;

/**
 * Writes the data of the services as the data of the client's response, in JSON. Returns undefined if a value is not what
 * the schema allows, so that the response needs errors.
 */
export type WriteData = (data: Data) => string | undefined;

/** What is selected of the root type. */
export interface WriterParts {
  readonly type: GraphQLObjectType;
  readonly fields: readonly ProjectedField[];
  readonly schema: GraphQLSchema;
}

/** Writes a value that has one. @throws IncompleteError */
type Write = (value: unknown) => string;

type WriteObject = (object: Data) => string;

/** The data are not complete. */
class IncompleteError extends Error {
  override readonly name = 'IncompleteError';
}

const incomplete = new IncompleteError();

/**
 * Compiles the writer of a response. It does in one walk what `completeResponse` does, but for responses without errors
 * only.
 */
export function compileWriter({ type, fields, schema }: WriterParts): WriteData {
  const write = writeFields(fields, type, schema);
  return (data) => {
    try {
      return write(data);
    } catch (error) {
      if (error === incomplete) return undefined;
      throw error;
    }
  };
}

function writeFields(
  fields: readonly ProjectedField[],
  type: GraphQLCompositeType,
  schema: GraphQLSchema,
): WriteObject {
  const writers = fields.map((field, index) => ({
    key: field.canonicalKey,
    prefix: `${index === 0 ? '' : ','}${jsonString(field.key)}:`,
    write: writeField(field, type, schema),
  }));
  return (object) => {
    let text = '{';
    for (const { key, prefix, write } of writers) text += prefix + write(object[key]);
    return `${text}}`;
  };
}

function writeField(field: ProjectedField, type: GraphQLCompositeType, schema: GraphQLSchema): Write {
  if (field.error !== undefined) return writeNothing;
  if (field.canonicalKey !== '__typename') return writeValue(field.type, field, schema);
  const name = isObjectType(type) ? jsonString(type.name) : undefined;
  return name === undefined ? writeNothing : () => name;
}

const writeNothing: Write = () => {
  throw incomplete;
};

function writeValue(type: GraphQLOutputType, field: ProjectedField, schema: GraphQLSchema): Write {
  const write = writeNonNull(getNullableType(type) as GraphQLOutputType, field, schema);
  const isNullable = !isNonNullType(type);
  return (value) => {
    if (value === undefined || (value === null && !isNullable)) throw incomplete;
    return value === null ? 'null' : write(value);
  };
}

function writeNonNull(type: GraphQLOutputType, field: ProjectedField, schema: GraphQLSchema): Write {
  if (isListType(type)) return writeList(writeValue(type.ofType as GraphQLOutputType, field, schema));
  return isCompositeType(type) ? writeObject(type, field.projection!, schema) : jsonValue;
}

const writeList =
  (write: Write): Write =>
  (value) => {
    const items = value as readonly unknown[];
    let text = '[';
    for (let index = 0; index < items.length; index++) text += (index === 0 ? '' : ',') + write(items[index]);
    return `${text}]`;
  };

function writeObject(type: GraphQLCompositeType, projection: Projection, schema: GraphQLSchema): Write {
  if (!isAbstractType(type)) return writeObjectOf(type, projection, schema) as Write;
  const byName = new Map<unknown, WriteObject>();
  const learn = (object: Data): WriteObject => {
    const runtime = runtimeType(object, type, schema);
    if (runtime === undefined) return writeNothing;
    const isUnknown = isAbstractType(runtime) && projection.dependsOnTypeOf(runtime);
    const write = isUnknown ? writeNothing : writeObjectOf(runtime, projection, schema);
    if (!isAbstractType(runtime)) byName.set(runtime.name, write);
    return write;
  };
  return (value) => {
    const object = value as Data;
    return (byName.get(object['__typename']) ?? learn(object))(object);
  };
}

function writeObjectOf(type: GraphQLCompositeType, projection: Projection, schema: GraphQLSchema): WriteObject {
  const fields = fieldsOf(projection, type);
  return fields instanceof GraphQLError ? writeNothing : writeFields(fields, type, schema);
}
