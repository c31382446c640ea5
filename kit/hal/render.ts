import { toManyRelations, parentRelation, toOneRelations, type Relation } from '../resource/definition/relations.ts';
import type { Definition } from '../resource/definition/definition.ts';
import type { Document } from '../resource/definition/documents.ts';
import type { DisplayText } from '../resource/fields.ts';
import { collectionHref, documentHref } from '../resource/service-context.ts';
import { memoize } from '../util/memoize.ts';
import { halPropertyName } from './property-names.ts';
import type { Projection } from './query.ts';
import { propertiesOf } from '../resource/properties.ts';

/** A link object (draft-kelly-json-hal-11 §5). */
export interface Link {
  readonly href: string;
  readonly title?: string;
  readonly name?: string;
  readonly templated?: true;
  /** Where it is said that the link is not to be used any more, and what is instead (§5.4). */
  readonly deprecation?: string;
}
export type Links = Readonly<Record<string, Link | readonly Link[]>>;

/** A HAL document (§4). */
export interface HalDocument {
  readonly [member: string]: unknown;
  readonly _links: Links;
  readonly _embedded?: Readonly<Record<string, unknown>>;
}

/** Where things are: this service's home, and other resources' collections as seen at the gateway's root. */
export interface ResourceLocator {
  readonly baseUrl: string;
  readonly collectionOf: (resource: string) => string | undefined;
}

/** Embedded documents, by relation: one object for a single, an array for many. A target that is gone has no entry. */
export type EmbeddedResources = Readonly<Record<string, unknown>>;

const encode = encodeURIComponent;

const link = (href: string, title: string): Link => ({ href, title });

/** The link of a relation or an action; where it is not to be used any more, its page says why. */
function relationLink(
  href: string,
  { title, deprecated }: DisplayText,
  { rel, base }: { rel: string; base: string },
): Link {
  return deprecated === undefined
    ? link(href, title)
    : { ...link(href, title), deprecation: `${base}/relations/${rel}` };
}

function relationLinks(definition: Definition, document: Document, places: ResourceLocator): Record<string, Link> {
  const links: Record<string, Link> = {};
  const { baseUrl } = places;
  const add = (rel: string, relation: Relation, path: string): void => {
    const collection = places.collectionOf(relation.target);
    if (collection !== undefined) links[rel] = relationLink(`${collection}/${path}`, relation, { rel, base: baseUrl });
  };
  for (const [name, relation] of toOneRelations(definition)) add(name, relation, encode(String(document[name])));
  for (const [name, relation] of toManyRelations(definition))
    add(name, relation, `${relation.by}/${encode(document._id)}`);
  return links;
}

function parentLink(definition: Definition, document: Document, places: ResourceLocator): Link {
  const [name, relation] = parentRelation(definition) ?? [];
  const collection = relation === undefined ? undefined : places.collectionOf(relation.target);
  if (name === undefined || relation === undefined || collection === undefined)
    return link(collectionHref(places, definition), definition.plural);
  return link(`${collection}/${encode(String(document[name]))}`, relation.title);
}

/** The links of an item. They say what is related and stay put, whoever asks. */
export function itemLinks(definition: Definition, document: Document, places: ResourceLocator): Links {
  const self = documentHref(places, definition, document._id);
  const links: Record<string, Link> = {
    self: { href: self },
    parent: parentLink(definition, document, places),
    collection: link(collectionHref(places, definition), definition.plural),
    'edit-form': link(`${self}/edit-form`, `Form to change this ${definition.name}`),
    ...relationLinks(definition, document, places),
  };
  const { baseUrl } = places;
  for (const [rel, action] of Object.entries(definition.actions))
    links[rel] = relationLink(`${self}/${action.path}`, action, { rel, base: baseUrl });
  return links;
}

/** A member of a document: its name in the HAL face, the property that it shows, and whether it is always there. */
interface Member {
  readonly name: string;
  readonly property: string;
  readonly isMetadata: boolean;
}

const membersOf = memoize((definition: Definition): readonly Member[] =>
  propertiesOf(definition).map((property) => ({
    name: halPropertyName(property),
    property: property.name,
    isMetadata: property.origin === 'metadata',
  })),
);

/** The names of the members that a projection chooses from: fields and references. */
export const projectable = memoize((definition: Definition): readonly string[] =>
  membersOf(definition).flatMap(({ name, isMetadata }) => (isMetadata ? [] : [name])),
);

/** The members of a document, in the names of the HAL face. Moments are RFC 3339 in UTC. */
function members(definition: Definition, document: Document, wanted: Projection): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const { name, property, isMetadata } of membersOf(definition)) {
    const value = document[property];
    const isWanted = isMetadata || wanted === undefined || wanted.has(name);
    if (isWanted && value !== undefined) shown[name] = value instanceof Date ? value.toISOString() : value;
  }
  shown['_etag'] = document._etag;
  return shown;
}

/** What an item is rendered with. */
export interface RenderItemOptions {
  readonly places: ResourceLocator;
  readonly embedded: EmbeddedResources;
  readonly projection: Projection;
  /** Whether nothing but the links is wanted. */
  readonly linksOnly: boolean;
}

/** An item as HAL. Pure: the document, where things are, what was embedded → the representation. */
export function renderItem(
  definition: Definition,
  document: Document,
  { places, embedded, projection, linksOnly }: RenderItemOptions,
): HalDocument {
  const links = { _links: itemLinks(definition, document, places) };
  const rendered = linksOnly ? links : { ...members(definition, document, projection), ...links };
  return Object.keys(embedded).length === 0 ? rendered : { ...rendered, _embedded: embedded };
}

/** One page of a collection, or of a list below another resource's document. */
export interface CollectionPage {
  /** The list's own URL, without a query. */
  readonly self: string;
  readonly items: readonly HalDocument[];
  readonly page: number;
  readonly maxResults: number;
  readonly total: number;
  /** The query that leads to another page of the same list. */
  readonly pageQuery: (page: number) => string;
  /** The form for a new item, if the caller may create one here. */
  readonly createForm: string | undefined;
}

function pageLinks({ self, page, maxResults, total, pageQuery }: CollectionPage): Links {
  const final = Math.max(1, Math.ceil(total / maxResults));
  if (final === 1 && page === 1) return {};
  const to = (number: number): Link => ({ href: `${self}${pageQuery(number)}` });
  return {
    first: to(1),
    ...(page > 1 ? { prev: to(Math.min(page - 1, final)) } : {}),
    ...(page < final ? { next: to(page + 1) } : {}),
    last: to(final),
  };
}

/** A collection as HAL: its items under the resource's rel, an array even for none or one. */
export function renderCollection(definition: Definition, page: CollectionPage, places: ResourceLocator): HalDocument {
  const item: Link = { href: `${collectionHref(places, definition)}/{id}`, templated: true, title: definition.name };
  const search: Link = {
    href: `${page.self}{?where,sort,max_results,page,projection,embed,links_only,pretty}`,
    templated: true,
    title: `Search these ${definition.plural}`,
  };
  const createForm =
    page.createForm === undefined ? {} : { 'create-form': link(page.createForm, `Form for a new ${definition.name}`) };
  return {
    _links: {
      self: { href: page.self, title: definition.plural },
      parent: { href: `${places.baseUrl}/` },
      item,
      search,
      ...createForm,
      ...pageLinks(page),
    },
    _meta: { page: page.page, max_results: page.maxResults, total: page.total },
    _embedded: { [definition.name]: page.items },
  };
}
