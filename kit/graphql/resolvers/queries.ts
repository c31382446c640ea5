import { adminRole } from '../../access/caller.ts';
import { toOneRelations } from '../../resource/definition/relations.ts';
import type { Definition } from '../../resource/definition/definition.ts';
import type { Document } from '../../resource/definition/documents.ts';
import { documentHref, listHref } from '../../resource/service-context.ts';
import { parseConnectionArguments, toConnection, type Connection, type ConnectionArguments } from '../connection.ts';
import type { GraphqlContext } from '../request-context.ts';
import { valueOrThrow } from '../errors.ts';
import { choicesOf, connectionType, enumValue, extendedTypes, naturalKeys, typeName } from '../naming.ts';
import { capitalize } from '../../util/capitalize.ts';
import { renderAffordance } from './affordance.ts';

type FieldResolver = (parent: never, given: never, context: GraphqlContext) => unknown;
export type Resolvers = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const resolver = <Parent, Given>(
  resolve: (parent: Parent, given: Given, context: GraphqlContext) => unknown,
): FieldResolver => resolve;

type EntityReference = Readonly<Record<string, unknown>>;

/** The entity that a gateway knows by its `id`, or by another of its keys; undefined when it is gone. */
function resolveReference(definition: Definition, reference: EntityReference, { documents }: GraphqlContext) {
  const { id } = reference;
  if (typeof id === 'string') return documents.entity(id);
  const key = naturalKeys(definition).find((name) => typeof reference[name] === 'string');
  return key === undefined ? undefined : documents.byKey(key, String(reference[key]));
}

function entity(definition: Definition) {
  return {
    __resolveReference: (reference: EntityReference, context: GraphqlContext) =>
      resolveReference(definition, reference, context),
    id: resolver(({ _id }: Document) => _id),
    href: resolver(({ _id }: Document, _given: unknown, { service }) => documentHref(service, definition, _id)),
    etag: resolver(({ _etag }: Document) => _etag),
    createdAt: resolver(({ _created }: Document) => _created),
    updatedAt: resolver(({ _updated }: Document) => _updated),
    actions: resolver(async (document: Document, _given: unknown, { affordances, service }) =>
      (await affordances.load(document)).map((offer) =>
        renderAffordance(definition, offer, {
          values: document,
          href: documentHref(service, definition, document._id),
        }),
      ),
    ),
    ...Object.fromEntries(
      toOneRelations(definition).map(([name, { target }]) => [
        name,
        resolver((document: Document) => ({ __typename: capitalize(target), id: document[name] })),
      ]),
    ),
  };
}

/** What a list says besides its page. */
const connection = (definition: Definition) => ({
  actions: resolver(async ({ parentReferences }: Connection, _given: unknown, { creationAffordances, service }) => {
    const offer = await creationAffordances.load(parentReferences);
    return offer === undefined
      ? []
      : [
          renderAffordance(definition, offer, {
            values: parentReferences,
            href: listHref(service, definition, parentReferences),
          }),
        ];
  }),
});

/** The lists that the service adds to what its documents refer to. */
function extended(definition: Definition): Resolvers {
  const relationTo = (target: string): string =>
    toOneRelations(definition).find(([, relation]) => relation.target === target)?.[0] ?? target;
  const list = (relation: string) =>
    resolver(async ({ id }: { id: string }, given: ConnectionArguments, { lists }) => {
      const { query, documents, count } = lists(relation, given);
      const page = { found: await documents(id), count: () => count(id), parentReferences: { [relation]: id } };
      return toConnection(definition, query, page);
    });
  return Object.fromEntries(
    extendedTypes(definition).map((target) => [
      capitalize(target),
      { __resolveReference: (reference: unknown) => reference, [definition.plural]: list(relationTo(target)) },
    ]),
  );
}

function roots(definition: Definition) {
  return {
    [definition.name]: resolver(
      async (_root: unknown, { id }: { id: string }, { documents }) => (await documents.visible(id)) ?? null,
    ),
    [definition.plural]: resolver(async (_root: unknown, given: ConnectionArguments, { service, context }) => {
      const window = parseConnectionArguments(service.resource, given);
      const found = valueOrThrow(
        await service.resource.list({ filter: window.filter, sort: window.sort, limit: window.size + 1 }, context),
      );
      return toConnection(definition, window, {
        found,
        parentReferences: {},
        count: async () => valueOrThrow(await service.resource.count(window.countFilter, context)),
      });
    }),
  };
}

function viewer(definition: Definition): Resolvers {
  const signIn = definition.authenticates;
  if (signIn === undefined) return {};
  const roles = [...(definition.fields[signIn.role]?.options ?? []), adminRole];
  return {
    Query: {
      viewer: resolver((_root: unknown, _given: unknown, { context: { caller } }) => (caller.signedIn ? caller : null)),
    },
    Viewer: {
      [definition.name]: resolver(async ({ id }: { id: string | undefined }, _given: unknown, { documents }) =>
        id === undefined ? null : ((await documents.visible(id)) ?? null),
      ),
    },
    Role: Object.fromEntries(roles.map((role) => [enumValue(role), role])),
  };
}

/** Enum values stand for the words that documents hold. */
const choices = (definition: Definition): Resolvers =>
  Object.fromEntries(
    choicesOf(definition).map(([name, { options }]) => [
      name,
      Object.fromEntries(options.map((option) => [enumValue(option), option])),
    ]),
  );

/** The resolvers of everything that is read. */
export function queryResolvers(definition: Definition): Resolvers {
  const { Query = {}, ...others } = viewer(definition);
  return {
    Query: { ...roots(definition), ...Query },
    ...others,
    ...choices(definition),
    [typeName(definition)]: entity(definition),
    [connectionType(definition)]: connection(definition),
    Resource: { __resolveType: () => typeName(definition) },
    ...extended(definition),
  };
}
