import { isUnionType, type GraphQLSchema } from 'graphql';
import { z } from 'zod';
import type { Definition } from '../../resource/definition/definition.ts';
import { badUserInput } from '../errors.ts';
import { naturalKeys } from '../naming.ts';

const representation = z.looseObject({ __typename: z.string() });
const representations = z.array(representation);

/** What is wrong with what stands for an entity: its type, or what it is known by; undefined when nothing is. */
function wrongWith(
  { __typename: type, ...keys }: z.infer<typeof representation>,
  { types, names }: { readonly types: ReadonlySet<string>; readonly names: readonly string[] },
): string | undefined {
  if (!types.has(type)) return `${JSON.stringify(type)} is no entity here; these are: ${[...types].join(', ')}`;
  const given = names.filter((name) => name in keys);
  const isKnown = given.length > 0 && given.every((name) => typeof keys[name] === 'string');
  return isKnown ? undefined : `a ${type} is known by ${names.join(' or ')}, which is text`;
}

/**
 * Has `_entities` look at everything that it is given before it looks any of it up. Apollo's own resolver throws in the
 * middle, and leaves what it has begun with nobody who would hear that it failed: that ends the process.
 */
export function validateEntityRepresentations(schema: GraphQLSchema, definition: Definition): GraphQLSchema {
  const field = schema.getQueryType()?.getFields()['_entities'];
  const union = schema.getType('_Entity');
  const resolve = field?.resolve;
  if (field === undefined || resolve === undefined || !isUnionType(union)) return schema;
  const known = { types: new Set(union.getTypes().map(({ name }) => name)), names: ['id', ...naturalKeys(definition)] };
  // eslint-disable-next-line max-params -- GraphQL gives a resolver four parameters
  field.resolve = (source, given: Readonly<Record<string, unknown>>, context, info): unknown => {
    const parsed = representations.safeParse(given['representations']);
    if (!parsed.success) throw badUserInput('each of the representations is an object with a __typename');
    const wrong = parsed.data.map((each) => wrongWith(each, known)).find((each) => each !== undefined);
    if (wrong !== undefined) throw badUserInput(`representations: ${wrong}`);
    return resolve(source, given, context, info);
  };
  return schema;
}
