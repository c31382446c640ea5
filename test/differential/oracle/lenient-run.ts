import {
  buildASTSchema,
  getNullableType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  printSchema,
  visit,
  type GraphQLError,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import type { GraphqlRequest } from '../gateway.ts';
import { FailureError, initialState, type DataModel } from '../model/data-model.ts';
import { resolverOf, run } from './monolith.ts';

export type Path = readonly (string | number)[];

/** An error of a resolver; the message is undefined where graphql-js determines it. */
export interface RaisedError {
  readonly path: Path | undefined;
  readonly message: string | undefined;
}

/** A field of a response. */
export interface ResponseField {
  readonly path: Path;
  readonly type: GraphQLOutputType;
  /** Whether it belongs to an entity that its subgraph does not know. */
  readonly isAbsent: boolean;
}

/** What all resolvers of an operation return when no null propagates. */
export interface LenientResult {
  readonly data: unknown;
  readonly errors: readonly RaisedError[];
  /** The fields of the response, parents first, with the types of the API schema. */
  readonly fields: readonly ResponseField[];
}

/**
 * Prepares executions against a schema in which everything is nullable. graphql-js stops at the first null that
 * propagates; so all errors are found that an implementation may report.
 */
export function runWithoutPropagation(
  schema: GraphQLSchema,
  model: DataModel,
): (request: GraphqlRequest) => LenientResult {
  let lenient: GraphQLSchema | undefined;
  return (request) => {
    lenient ??= withoutNonNull(schema);
    const fields: ResponseField[] = [];
    const resolve = resolverOf(model, initialState());
    const result = run(lenient, request, (source, args, context, info) => {
      const field = fieldOf(schema, info);
      const isAbsent = source !== undefined && model.isAbsent({ instance: source, field: info.fieldName });
      fields.push({ path: pathOf(info), type: field.type, isAbsent });
      for (const { name, type } of field.args)
        if (name in args && hasForbiddenNull(type, args[name])) throw new Error(`null for ${name}`);
      return resolve(source, args, context, info);
    });
    return {
      data: JSON.parse(JSON.stringify(result.data ?? null)),
      errors: (result.errors ?? []).map(raisedError),
      fields,
    };
  };
}

const raisedError = ({ path, originalError }: GraphQLError): RaisedError => ({
  path,
  message: originalError instanceof FailureError ? originalError.message : undefined,
});

function fieldOf(schema: GraphQLSchema, { parentType, fieldName }: GraphQLResolveInfo) {
  const type = schema.getType(parentType.name);
  const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
  if (field === undefined) throw new Error(`no field ${parentType.name}.${fieldName}`);
  return field;
}

function pathOf({ path }: GraphQLResolveInfo): Path {
  const keys: (string | number)[] = [];
  for (let part: typeof path | undefined = path; part !== undefined; part = part.prev) keys.unshift(part.key);
  return keys;
}

/** Makes all fields, arguments and input fields nullable; the arguments of directives stay. */
function withoutNonNull(schema: GraphQLSchema): GraphQLSchema {
  const document = visit(parse(printSchema(schema)), {
    DirectiveDefinition: () => false,
    NonNullType: { leave: ({ type }) => type },
  });
  return buildASTSchema(document, { assumeValid: true });
}

/** Whether a coerced value has null where its type does not allow it, which graphql-js reports for the field. */
function hasForbiddenNull(type: GraphQLInputType, value: unknown): boolean {
  if (value === null || value === undefined) return isNonNullType(type);
  const nullable = getNullableType(type);
  if (isListType(nullable))
    return (value as readonly unknown[]).some((item) => hasForbiddenNull(nullable.ofType, item));
  if (!isInputObjectType(nullable)) return false;
  return Object.entries(value).some(([name, member]) => {
    const field = nullable.getFields()[name];
    return field !== undefined && hasForbiddenNull(field.type, member);
  });
}
