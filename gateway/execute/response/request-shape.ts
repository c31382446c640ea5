import { LRUCache } from 'lru-cache';
import { OperationTypeNode, type GraphQLSchema } from 'graphql';
import { operationIn } from './document-fields.ts';
import { compileShape, type Shape } from './response-shape.ts';
import { selectionOf } from './selected-fields.ts';

/** The most characters of requests whose shapes are kept for each schema. */
const maxKeptCharacters = 2_000_000;
const shapes = new WeakMap<GraphQLSchema, LRUCache<string, Shape>>();

/**
 * Returns the shape of the responses to a request. It is kept without the operation's name, which the query planner
 * derives from the client's: the requests of one operation often differ in their names only.
 */
export function shapeOf(query: string, schema: GraphQLSchema): Shape {
  const kept =
    shapes.get(schema) ??
    new LRUCache<string, Shape>({ maxSize: maxKeptCharacters, sizeCalculation: (_, text) => text.length });
  shapes.set(schema, kept);
  const nameless = query.replace(/^(query|mutation|subscription)\s+\w+/, '$1');
  const known = kept.get(nameless) ?? compile(query, schema);
  kept.set(nameless, known);
  return known;
}

function compile(query: string, schema: GraphQLSchema): Shape {
  const definition = operationIn(query);
  const rootType = schema.getRootType(definition?.operation ?? OperationTypeNode.QUERY);
  const selection = selectionOf(definition === undefined ? [] : [definition.selectionSet], schema);
  return compileShape(selection, { schema, rootType: rootType?.name ?? '' });
}
