import { relationsOf } from '../../resource/definition/relations.ts';
import type { Definition } from '../../resource/definition/definition.ts';
import type { Document } from '../../resource/definition/documents.ts';
import { documentHref, listHref } from '../../resource/service-context.ts';
import {
  firstOf,
  parseConnectionArguments,
  toConnection,
  type Connection,
  type ConnectionArguments,
} from '../connection.ts';
import type { GraphqlContext } from '../request-context.ts';
import { valueOrThrow } from '../errors.ts';
import { enumValue } from '../../util/enum-value.ts';
import { searchesOf } from '../../resource/definition/searches.ts';
import type { View } from '../../resource/definition/views.ts';
import { viewsOf } from '../../resource/definition/views.ts';
import type { ViewValues } from '../../resource/operations/views.ts';
import {
  addedLists,
  addedViews,
  choicesOf,
  connectionType,
  extendedTypes,
  naturalKeys,
  rolesOf,
  typeName,
  viewType,
} from '../naming.ts';
import { capitalize } from '../../util/capitalize.ts';
import { wireValue } from '../../resource/fields/index.ts';
import { readableFields } from '../sdl/resource.ts';
import { renderAffordance } from './affordance.ts';

type FieldResolver = (parent: never, args: never, context: GraphqlContext) => unknown;
type Resolvers = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const resolver = <Parent, Args>(
  resolve: (parent: Parent, args: Args, context: GraphqlContext) => unknown,
): FieldResolver => resolve;

type SearchArguments = { readonly first?: number | null } & Readonly<Record<string, unknown>>;
type EntityReference = Readonly<Record<string, unknown>>;

/** Returns the entity that a gateway references by `id` or another key; undefined if it does not exist. */
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
    href: resolver(({ _id }: Document, _args: unknown, { service }) => documentHref(service, definition, _id)),
    etag: resolver(({ _etag }: Document) => _etag),
    createdAt: resolver(({ _created }: Document) => _created),
    updatedAt: resolver(({ _updated }: Document) => _updated),
    actions: resolver(async (document: Document, _args: unknown, { affordances, service }) =>
      (await affordances.load(document)).map((affordance) =>
        renderAffordance(definition, affordance, {
          values: document,
          href: documentHref(service, definition, document._id),
        }),
      ),
    ),
    ...Object.fromEntries(
      readableFields(definition).flatMap(([name, field]) =>
        field.toWire === undefined ? [] : [[name, resolver((document: Document) => wireValue(field, document[name]))]],
      ),
    ),
    ...Object.fromEntries(
      relationsOf(definition).map(([name, { target }]) => [
        name,
        resolver((document: Document) => ({ __typename: capitalize(target), id: document[name] })),
      ]),
    ),
  };
}

/** Returns the resolvers of a connection's fields that are not part of its page. */
const connection = (definition: Definition) => ({
  actions: resolver(async ({ parentReferences }: Connection, _args: unknown, { creationAffordances, service }) => {
    const creation = await creationAffordances.load(parentReferences);
    return creation === undefined
      ? []
      : [
          renderAffordance(definition, creation, {
            values: parentReferences,
            href: listHref(service, definition, parentReferences),
          }),
        ];
  }),
});

/** Returns the resolvers of the lists and views that the service adds to the types of other resources. */
function extendedTypeResolvers(definition: Definition): Resolvers {
  const listResolver = (relation: string) =>
    resolver(async ({ id }: { id: string }, args: ConnectionArguments, { lists }) => {
      const { query, documents, count, existsBehind } = lists(relation, args);
      return toConnection(definition, query, {
        documents: await documents(id),
        count: () => count(id),
        existsBehind: () => existsBehind(id),
        parentReferences: { [relation]: id },
      });
    });
  return Object.fromEntries(
    extendedTypes(definition).map((target) => [
      capitalize(target),
      {
        __resolveReference: (reference: unknown) => reference,
        ...Object.fromEntries(
          addedLists(definition, target).map(({ name, relation }) => [name, listResolver(relation)]),
        ),
        ...Object.fromEntries(addedViews(definition, target).map(([name, view]) => [name, viewResolver(view)])),
      },
    ]),
  );
}

const viewResolver = (view: View) =>
  resolver(({ id }: { id: string }, _args: unknown, { views }) => views(view).load(id));

/** Returns the resolvers of the values of views that clients see otherwise than they are computed. */
const viewValues = (definition: Definition): Resolvers =>
  Object.fromEntries(
    viewsOf(definition).map(([name, view]) => [
      viewType(name, view),
      Object.fromEntries(
        Object.entries(view.fields).flatMap(([value, field]) =>
          field.toWire === undefined
            ? []
            : [[value, resolver((values: ViewValues) => wireValue(field, values[value]))]],
        ),
      ),
    ]),
  );

function roots(definition: Definition) {
  return {
    [definition.name]: resolver(
      async (_root: unknown, { id }: { id: string }, { documents }) => (await documents.visible(id)) ?? null,
    ),
    [definition.plural]: resolver(async (_root: unknown, args: ConnectionArguments, { service, context }) => {
      const query = parseConnectionArguments(service.resource, args);
      const { filter, sort, size, behind = {} } = query;
      return toConnection(definition, query, {
        documents: valueOrThrow(await service.resource.list({ filter, sort, limit: size + 1 }, context)),
        existsBehind: async () => valueOrThrow(await service.resource.exists(behind, context)),
        parentReferences: {},
        count: async () => valueOrThrow(await service.resource.count(query.countFilter, context)),
      });
    }),
  };
}

/** Returns the resolvers of the queries that search documents of other resources. */
const searchQueries = (definition: Definition) =>
  Object.fromEntries(
    searchesOf(definition).map(([, search]) => [
      search.query,
      resolver(async (_root: unknown, { first, ...values }: SearchArguments, { service, context }) => {
        const size = firstOf(first, service.resource.limits.page);
        const ids = valueOrThrow(await service.resource.search({ search, values }, context));
        return ids.slice(0, size).map((id) => ({ __typename: capitalize(search.of), id }));
      }),
    ]),
  );

function viewer(definition: Definition): Resolvers {
  if (definition.authenticates === undefined) return {};
  const roles = rolesOf(definition);
  return {
    Query: {
      viewer: resolver((_root: unknown, _args: unknown, { context: { caller } }) => (caller.signedIn ? caller : null)),
    },
    Viewer: {
      [definition.name]: resolver(async ({ id }: { id: string | undefined }, _args: unknown, { documents }) =>
        id === undefined ? null : ((await documents.visible(id)) ?? null),
      ),
    },
    Role: Object.fromEntries(roles.map((role) => [enumValue(role), role])),
  };
}

/** Maps enum values to the stored values of choices. */
const enumValues = (definition: Definition): Resolvers =>
  Object.fromEntries(
    choicesOf(definition).map(([name, { options }]) => [
      name,
      Object.fromEntries(options.map((option) => [enumValue(option), option])),
    ]),
  );

/** Returns the resolvers of queries and of all types that they return. */
export function queryResolvers(definition: Definition): Resolvers {
  const { Query = {}, ...others } = viewer(definition);
  return {
    Query: { ...roots(definition), ...searchQueries(definition), ...Query },
    ...others,
    ...enumValues(definition),
    [typeName(definition)]: entity(definition),
    [connectionType(definition)]: connection(definition),
    Resource: { __resolveType: () => typeName(definition) },
    ...extendedTypeResolvers(definition),
    ...viewValues(definition),
  };
}
