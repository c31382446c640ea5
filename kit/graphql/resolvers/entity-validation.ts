import { isUnionType, type GraphQLSchema } from 'graphql';
import { z } from 'zod';
import type { Definition } from '../../resource/definition/definition.ts';
import { badUserInput } from '../errors.ts';
import { naturalKeys } from '../naming.ts';

const representation = z.looseObject({ __typename: z.string() });
const representations = z.array(representation);

/** Describes what is wrong with a representation: its type or its key; undefined if it is valid. */
function findFault(
  { __typename: type, ...keys }: z.infer<typeof representation>,
  { types, keyNames }: { readonly types: ReadonlySet<string>; readonly keyNames: readonly string[] },
): string | undefined {
  if (!types.has(type))
    return `${JSON.stringify(type)} is not an entity type of this subgraph; expected ${[...types].join(', ')}`;
  const present = keyNames.filter((name) => Object.hasOwn(keys, name));
  const isValid = present.length > 0 && present.every((name) => typeof keys[name] === 'string');
  return isValid ? undefined : `a ${type} needs the key ${keyNames.join(' or ')}, as a string`;
}

/**
 * Makes `_entities` validate all representations before it resolves any of them. Apollo's own resolver throws midway; the
 * lookups that it has started then reject unhandled, which ends the process.
 */
export function validateEntityRepresentations(schema: GraphQLSchema, definition: Definition): GraphQLSchema {
  const field = schema.getQueryType()?.getFields()['_entities'];
  const union = schema.getType('_Entity');
  const resolve = field?.resolve;
  if (field === undefined || resolve === undefined || !isUnionType(union)) return schema;
  const expected = {
    types: new Set(union.getTypes().map(({ name }) => name)),
    keyNames: ['id', ...naturalKeys(definition)],
  };
  // eslint-disable-next-line max-params -- a GraphQL resolver has four parameters
  field.resolve = (source, args: Readonly<Record<string, unknown>>, context, info): unknown => {
    const parsed = representations.safeParse(args['representations']);
    if (!parsed.success) throw badUserInput('representations: each must be an object with a __typename');
    const fault = parsed.data.map((each) => findFault(each, expected)).find((each) => each !== undefined);
    if (fault !== undefined) throw badUserInput(`representations: ${fault}`);
    return resolve(source, args, context, info);
  };
  return schema;
}
