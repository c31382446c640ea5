import {
  buildClientSchema,
  getIntrospectionQuery,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  type GraphQLField,
  type IntrospectionQuery,
} from 'graphql';
import { z } from 'zod';
import { guestField } from './guests.ts';

/** The types of all fields, arguments and values of a schema, by their coordinates. */
export type SchemaTypes = ReadonlyMap<string, string>;

const timeoutMs = 20_000;
/** What the late service adds to a graph. */
const lateCoordinate = /speaker/i;

/** Reads the schema of a graph; undefined if it does not answer. */
export async function readSchemaTypes(gateway: string): Promise<SchemaTypes | undefined> {
  const response = await fetch(`${gateway}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: getIntrospectionQuery() }),
    signal: AbortSignal.timeout(timeoutMs),
  }).catch(() => undefined);
  const body = (await response?.json().catch(() => undefined)) as { readonly data?: IntrospectionQuery } | undefined;
  return body?.data === undefined ? undefined : typesOf(body.data);
}

function typesOf(introspection: IntrospectionQuery): SchemaTypes {
  const types = new Map<string, string>();
  for (const type of Object.values(buildClientSchema(introspection).getTypeMap())) {
    const { name } = type;
    types.set(name, type.constructor.name);
    if (isObjectType(type) || isInterfaceType(type))
      for (const field of Object.values(type.getFields())) addField(types, name, field);
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields())) types.set(`${name}.${field.name}`, String(field.type));
    if (isEnumType(type)) types.set(`${name} values`, type.getValues().map((value) => value.name).sort().join()); // prettier-ignore
    if (isUnionType(type)) types.set(`${name} members`, type.getTypes().map((member) => member.name).sort().join()); // prettier-ignore
  }
  return types;
}

function addField(types: Map<string, string>, parent: string, field: GraphQLField<unknown, unknown>): void {
  const args = field.args.map((argument) => `${argument.name}: ${String(argument.type)}`);
  types.set(`${parent}.${field.name}`, `(${args.join(', ')}): ${String(field.type)} ${field.deprecationReason ?? ''}`);
}

/** Returns what guests changed of a graph. With `isComplete`, nothing of it may be missing either. */
export function findSchemaChanges(
  { before, now }: { readonly before: SchemaTypes; readonly now: SchemaTypes },
  isComplete: boolean,
): readonly string[] {
  const added = [...now.keys()].filter(
    (each) => !before.has(each) && !each.includes(guestField) && !lateCoordinate.test(each),
  );
  const changed = [...before].flatMap(([coordinate, type]) => {
    const current = now.get(coordinate);
    if (current === undefined) return isComplete ? [`${coordinate} is missing`] : [];
    return current === type ? [] : [`${coordinate} was ${type} and is ${current}`];
  });
  return [...added.map((each) => `${each} was added`), ...changed];
}

const linkShape = z.looseObject({ href: z.string(), name: z.string().optional(), guest: z.boolean().optional() });
const rootShape = z.looseObject({
  _links: z.record(z.string(), z.union([linkShape, z.array(linkShape)])),
});
type RootLinks = z.infer<typeof rootShape>['_links'];

/** Reads the links of the HAL gateway's root; undefined if it does not answer. */
export async function readRootLinks(halGateway: string): Promise<RootLinks | undefined> {
  const response = await fetch(halGateway, { signal: AbortSignal.timeout(timeoutMs) }).catch(() => undefined);
  return response?.status === 200
    ? rootShape.safeParse(await response.json().catch(() => undefined)).data?._links
    : undefined;
}

/** Returns the relations and service entries of a root that lead a trusted name to a server that is not trusted. */
export function findRootChanges(
  links: RootLinks,
  { rels, isTrusted }: { readonly rels: readonly string[]; readonly isTrusted: (href: string) => boolean },
): readonly string[] {
  const changes: string[] = [];
  for (const [rel, value] of Object.entries(links))
    for (const { href, name, guest } of [value].flat()) {
      if (isTrusted(href)) continue;
      if (rels.includes(rel)) changes.push(`the relation ${rel} leads to ${href}`);
      if (rel === 'service' && guest !== true) changes.push(`${name} at ${href} is no guest`);
    }
  return changes;
}
