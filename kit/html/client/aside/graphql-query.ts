import type { ShownDocument } from '../model/document.ts';
import { embeddedOf, fieldsOf, isList, linkOf, referenceRel } from '../model/hal.ts';
import { asArray, asNumber, asObject, asText, isObject, parseJson, type JsonObject } from '../model/json.ts';

/** HAL members that have other names in GraphQL. */
const graphqlNames: Readonly<Record<string, string>> = {
  _id: 'id',
  _created: 'createdAt',
  _updated: 'updatedAt',
  _etag: 'etag',
};
const graphqlName = (member: string): string => graphqlNames[member] ?? referenceRel(member) ?? member;

const isName = (text: string): boolean => /^[A-Za-z]\w*$/.test(text);

/** Returns the fields of a document as a selection. */
function selectionOf(document: JsonObject): readonly string[] {
  const own = fieldsOf(document).flatMap(([name, value]) =>
    isName(name) && !isObject(value) && !Array.isArray(value) ? [name] : [],
  );
  const references = Object.keys(document).flatMap((member) => {
    const rel = referenceRel(member);
    return rel === undefined || !isName(rel) ? [] : [`${rel} { id }`];
  });
  return ['id', 'etag', ...own, ...references];
}

/** Writes a value as a GraphQL literal. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${(value as unknown[]).map(literal).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([name, each]) => `${name}: ${literal(each)}`)
    .join(', ')} }`;
}

/** Converts a filter of HAL's `where` to GraphQL's `filter`: operators without their dollar sign. */
export function toGraphqlFilter(where: unknown): JsonObject {
  const entries = Object.entries(asObject(where)).map(([name, value]): [string, unknown] => {
    if (name === '$and' || name === '$or') return [name.slice(1), asArray(value).map(toGraphqlFilter)];
    if (!isObject(value)) return [graphqlName(name), { eq: value }];
    return [
      graphqlName(name),
      Object.fromEntries(Object.entries(value).map(([operator, each]) => [operator.replace(/^\$/, ''), each])),
    ];
  });
  return Object.fromEntries(entries);
}

const enumName = (member: string): string =>
  graphqlName(member)
    .replaceAll(/[A-Z]/g, (letter) => `_${letter}`)
    .toUpperCase();

function orderOf(sort: string | null): string | undefined {
  const keys = (sort ?? '').split(',').filter(Boolean);
  const orders = keys.map(
    (key) => `{ field: ${enumName(key.replace(/^-/, ''))}${key.startsWith('-') ? ', direction: DESC' : ''} }`,
  );
  return orders.length === 0 ? undefined : `orderBy: [${orders.join(', ')}]`;
}

/** Returns the filter that a list below another resource has by its path: `/events/venue/{id}` → `venue`. */
function pathFilter({ pathname }: URL, items: readonly JsonObject[]): JsonObject {
  const [rel, id] = pathname.split('/').slice(-2);
  const isReference = rel !== undefined && id !== undefined && items.some((item) => `_${rel}_ref` in item);
  return isReference ? { [rel]: { eq: decodeURIComponent(id) } } : {};
}

function listQuery({ body, url }: ShownDocument): string | undefined {
  const plural = linkOf(body, 'self', url)?.title;
  const [embedded] = embeddedOf(body);
  if (plural === undefined || !isName(plural) || embedded === undefined) return undefined;
  const address = new URL(url);
  const where = toGraphqlFilter(parseJson(address.searchParams.get('where') ?? '{}'));
  const filter = { ...pathFilter(address, embedded.items), ...where };
  const size = asNumber(asObject(asObject(body)['_meta'])['max_results']) ?? 25;
  const order = orderOf(address.searchParams.get('sort'));
  const parameters = [
    `first: ${Math.min(size, 100)}`,
    ...(Object.keys(filter).length === 0 ? [] : [`filter: ${literal(filter)}`]),
  ];
  const selection = embedded.items[0] === undefined ? ['id'] : selectionOf(embedded.items[0]);
  return `{\n  ${plural}(${[...parameters, ...(order === undefined ? [] : [order])].join(', ')}) {\n    totalCount\n    nodes {\n      ${selection.join('\n      ')}\n    }\n  }\n}`;
}

/**
 * Returns a GraphQL query for the data of a document; undefined if it is no document of a resource.
 * @param singular the name of the resource, which an item does not tell
 */
export function graphqlQuery(document: ShownDocument, singular: string | undefined): string | undefined {
  if (isList(document.body)) return listQuery(document);
  const members = asObject(document.body);
  const id = asText(members['_id']);
  if (id === undefined || singular === undefined || !isName(singular)) return undefined;
  return `{\n  ${singular}(id: ${JSON.stringify(id)}) {\n    ${selectionOf(members).join('\n    ')}\n  }\n}`;
}

/** Returns the URL of the playground with a query. */
export const playgroundUrl = (endpoint: string, query: string): string =>
  `${endpoint}?${new URLSearchParams({ query }).toString()}`;
