import { LRUCache } from 'lru-cache';
import { OperationTypeNode, type GraphQLSchema } from 'graphql';
import { operationIn } from './document-fields.ts';
import { selectionOf, type Selection } from './selected-fields.ts';

/** The operation of a request to a service, as far as the shape of the response depends on it. */
export interface RequestedOperation {
  readonly selection: Selection;
  readonly rootType: string;
  readonly hasConditions: boolean;
}

/** The most characters of requests whose operations are kept for each schema. */
const maxKeptCharacters = 2_000_000;
const operations = new WeakMap<GraphQLSchema, LRUCache<string, RequestedOperation>>();

/**
 * Returns the operation of a request. It is kept without its name, which the query planner derives from the client's: the
 * requests of one operation often differ in their names only.
 */
export function requestedOperation(query: string, schema: GraphQLSchema): RequestedOperation {
  const kept =
    operations.get(schema) ??
    new LRUCache<string, RequestedOperation>({ maxSize: maxKeptCharacters, sizeCalculation: (_, text) => text.length });
  operations.set(schema, kept);
  const nameless = query.replace(/^(query|mutation|subscription)\s+\w+/, '$1');
  const known = kept.get(nameless) ?? parseOperation(query, schema);
  kept.set(nameless, known);
  return known;
}

function parseOperation(query: string, schema: GraphQLSchema): RequestedOperation {
  const definition = operationIn(query);
  const rootType = schema.getRootType(definition?.operation ?? OperationTypeNode.QUERY);
  return {
    selection: selectionOf(definition === undefined ? [] : [definition.selectionSet], schema),
    rootType: rootType?.name ?? '',
    hasConditions: /@(skip|include)\b/.test(query),
  };
}
