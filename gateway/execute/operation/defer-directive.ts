import {
  DirectiveLocation,
  GraphQLBoolean,
  GraphQLDirective,
  GraphQLNonNull,
  GraphQLSchema,
  GraphQLString,
} from 'graphql';

/** `@defer`, as Apollo's clients know it (incremental delivery, 2022-08-24). */
export const deferDirective = new GraphQLDirective({
  name: 'defer',
  description: 'Delivers the fields of a fragment later, to clients that accept it.',
  locations: [DirectiveLocation.FRAGMENT_SPREAD, DirectiveLocation.INLINE_FRAGMENT],
  args: {
    label: { type: GraphQLString, description: 'Identifies the fragment in the response.' },
    if: { type: new GraphQLNonNull(GraphQLBoolean), defaultValue: true, description: 'Whether to deliver it later.' },
  },
});

const schemas = new WeakMap<GraphQLSchema, GraphQLSchema>();

/** Returns a schema with `@defer`, which has the same types. The same schema has the same result. */
export function withDefer(schema: GraphQLSchema): GraphQLSchema {
  const known = schemas.get(schema) ?? addDefer(schema);
  schemas.set(schema, known);
  return known;
}

function addDefer(schema: GraphQLSchema): GraphQLSchema {
  const { directives, ...config } = schema.toConfig();
  return new GraphQLSchema({ ...config, directives: [...directives, deferDirective], assumeValid: true });
}
