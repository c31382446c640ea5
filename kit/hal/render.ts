import { parentRelation, relationsOf } from '../resource/definition/relations.ts';
import type { Additions } from '../resource/definition/additions.ts';
import type { Definition } from '../resource/definition/definition.ts';
import type { Document } from '../resource/definition/documents.ts';
import { wireValue, type DisplayText } from '../resource/fields/index.ts';
import { collectionHref, documentHref } from '../resource/service-context.ts';
import { eventStreamType } from '../http/event-stream.ts';
import type { JsonFragment } from '../util/json-fragment.ts';
import { memoize } from '../util/memoize.ts';
import { relIn, type Product } from '../util/product.ts';
import { halPropertyName } from './property-names.ts';
import type { Projection } from './query.ts';
import { queryOfAlternates, queryOfChanges, queryOfPage } from './sent-query.ts';
import { propertiesOf } from '../resource/properties.ts';

/** A link object (draft-kelly-json-hal-11 §5). */
export interface Link {
  readonly href: string;
  readonly title?: string;
  readonly name?: string;
  readonly templated?: true;
  /** The media type of the target (§5.3). */
  readonly type?: string;
  /** The URL of a page that explains the deprecation of the link (§5.4). */
  readonly deprecation?: string;
}
/** The `_links` of a document, by relation (§4.1.1). */
export type Links = Readonly<Record<string, Link | readonly Link[]>>;

/** A HAL document (§4). */
export interface HalDocument {
  readonly [member: string]: unknown;
  readonly _links: Links;
  readonly _embedded?: Readonly<Record<string, unknown>>;
}

/** Where other resources are, as the gateway's root says: their collections, and the relations that they add. */
export interface ResourceLocator {
  /** The base URL of this service. */
  readonly baseUrl: string;
  /** The product whose CURIE the kit's own relations have. */
  readonly product: Product;
  /** What other resources add to this one. */
  readonly additions: Additions;
  /** Returns the URL of a resource's collection; undefined while it is unknown. */
  readonly collectionOf: (resource: string) => string | undefined;
}

/** Returns the URL of a document of any resource; undefined while the resource's collection is unknown. */
export function referenceHref(locator: ResourceLocator, resource: string, id: string): string | undefined {
  const collection = locator.collectionOf(resource);
  return collection === undefined ? undefined : `${collection}/${encodeURIComponent(id)}`;
}

/** Embedded resources by relation: an object (to one) or an array (to many). A missing target has no entry. */
export type EmbeddedResources = Readonly<Record<string, unknown>>;

const encode = encodeURIComponent;

const link = (href: string, title: string): Link => ({ href, title });

/** Creates the link to the changes of a document or a list. */
const changesLink = (href: string, { product }: Pick<ResourceLocator, 'product'>): Readonly<Record<string, Link>> => ({
  [relIn(product, 'changes')]: { href, type: eventStreamType, title: 'Changes, as they happen' },
});

/** Creates the link of a relation or action. When it is deprecated, `deprecation` leads to its page. */
function relationLink(
  href: string,
  { title, deprecated }: DisplayText,
  { rel, base }: { rel: string; base: string },
): Link {
  return deprecated === undefined
    ? link(href, title)
    : { ...link(href, title), deprecation: `${base}/relations/${rel}` };
}

function relationLinks(definition: Definition, document: Document, locator: ResourceLocator): Record<string, Link> {
  const links: Record<string, Link> = {};
  const { baseUrl, additions } = locator;
  const add = (rel: string, relation: DisplayText & { readonly target: string }, path: string): void => {
    const collection = locator.collectionOf(relation.target);
    if (collection !== undefined) links[rel] = relationLink(`${collection}/${path}`, relation, { rel, base: baseUrl });
  };
  for (const [name, relation] of relationsOf(definition)) add(name, relation, encode(String(document[name])));
  for (const relation of additions.inverseRelations)
    add(relation.name, relation, `${relation.by}/${encode(document._id)}`);
  for (const view of additions.views) add(view.name, view, `${view.name}/${encode(document._id)}`);
  return links;
}

function parentLink(definition: Definition, document: Document, locator: ResourceLocator): Link {
  const [name, relation] = parentRelation(definition) ?? [];
  const href =
    name === undefined || relation === undefined
      ? undefined
      : referenceHref(locator, relation.target, String(document[name]));
  return link(href ?? collectionHref(locator, definition), relation?.title ?? definition.plural);
}

/** Returns the links to the alternate representations of a document or a list; none if there are none. */
const alternateLinks = ({ alternates }: Definition, self: string, query = ''): Links =>
  alternates.length === 0
    ? {}
    : { alternate: alternates.map(({ file, type, title }) => ({ href: `${self}/${file}${query}`, type, title })) };

/** Returns the links of an item. They depend neither on the caller nor on available actions. */
export function itemLinks(definition: Definition, document: Document, locator: ResourceLocator): Links {
  const self = documentHref(locator, definition, document._id);
  const links: Record<string, Link | readonly Link[]> = {
    self: { href: self },
    parent: parentLink(definition, document, locator),
    collection: link(collectionHref(locator, definition), definition.plural),
    'edit-form': link(`${self}/edit-form`, `Form to change this ${definition.name}`),
    ...alternateLinks(definition, self),
    ...relationLinks(definition, document, locator),
  };
  const { baseUrl } = locator;
  for (const [rel, action] of Object.entries(definition.actions))
    links[rel] = relationLink(`${self}/${action.path}`, action, { rel, base: baseUrl });
  return { ...links, ...changesLink(`${self}/changes`, locator) };
}

/**
 * A member of a document: its name in the HAL face, its property, and whether it is metadata, which is always present.
 */
interface DocumentMember {
  readonly name: string;
  readonly property: string;
  readonly isMetadata: boolean;
  /** Returns the stored value as clients see it. */
  readonly toWire: (value: unknown) => unknown;
}

const metadataValue = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : (value ?? null));

const membersOf = memoize((definition: Definition): readonly DocumentMember[] =>
  propertiesOf(definition).map((property) => ({
    name: halPropertyName(property),
    property: property.name,
    isMetadata: property.origin === 'metadata',
    toWire: (value) => (property.field === undefined ? metadataValue(value) : wireValue(property.field, value)),
  })),
);

/** Returns the names of the members that a projection can choose from: fields and references. */
export const projectable = memoize((definition: Definition): readonly string[] =>
  membersOf(definition).flatMap(({ name, isMetadata }) => (isMetadata ? [] : [name])),
);

/** Renders the members of a document under their HAL names. Absent ones are null. */
export function renderMembers(
  definition: Definition,
  document: Document,
  projection: Projection,
): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (const { name, property, isMetadata, toWire } of membersOf(definition)) {
    const isIncluded = isMetadata || projection === undefined || projection.has(name);
    if (isIncluded) members[name] = toWire(document[property]);
  }
  members['_etag'] = document._etag;
  return members;
}

/** How an item is rendered. */
export interface RenderItemOptions {
  readonly locator: ResourceLocator;
  readonly embedded: EmbeddedResources;
  readonly projection: Projection;
  /** Whether to omit all members except `_links` and `_embedded`. */
  readonly linksOnly: boolean;
}

/** Renders an item as HAL. A pure function of the document, the URLs of resources and the embedded resources. */
export function renderItem(
  definition: Definition,
  document: Document,
  { locator, embedded, projection, linksOnly }: RenderItemOptions,
): HalDocument {
  const links = { _links: itemLinks(definition, document, locator) };
  const rendered = linksOnly ? links : { ...renderMembers(definition, document, projection), ...links };
  return Object.keys(embedded).length === 0 ? rendered : { ...rendered, _embedded: embedded };
}

/** A page of a collection or of a sub-collection, such as `/events/venue/{venueId}`. */
export interface CollectionPage {
  /** The URL of the list, without a query. */
  readonly list: string;
  /** The query of the request, which the links to this and to other pages carry; empty, or with its `?`. */
  readonly query: string;
  readonly items: readonly (HalDocument | JsonFragment)[];
  readonly page: number;
  readonly maxResults: number;
  readonly total: number;
  readonly hasNext: boolean;
  /** The cursor of the last item, if `next` is to have it: the next page then costs the same wherever it is. */
  readonly nextAfter: string | undefined;
  /** The URL of the create form, if the caller may create an item here. */
  readonly createForm: string | undefined;
}

/** Returns the header with the number of items on all pages of a list, as in its `_meta`. */
export const totalCountHeader = (total: number): Readonly<Record<string, string>> => ({
  'x-total-count': String(total),
});

/** Returns the links to the other pages of a list; none if there is one page. */
export function pageLinks({
  list,
  query,
  page,
  maxResults,
  total,
  hasNext,
  nextAfter,
}: Omit<CollectionPage, 'items' | 'createForm'>): Links {
  const lastPage = Math.max(hasNext ? page + 1 : 1, Math.ceil(total / maxResults));
  if (lastPage === 1 && page === 1) return {};
  const to = (number: number, after?: string): Link => ({ href: `${list}${queryOfPage(query, number, after)}` });
  return {
    first: to(1),
    ...(page > 1 ? { prev: to(Math.min(page - 1, lastPage)) } : {}),
    ...(hasNext ? { next: to(page + 1, nextAfter) } : {}),
    last: to(lastPage),
  };
}

/** Returns the links to the searches that other resources add to the list of all documents. */
function searchLinks({ collectionOf, additions }: ResourceLocator): Links {
  const links: Record<string, Link> = {};
  for (const { name, target, title, parameters } of additions.searches) {
    const collection = collectionOf(target);
    if (collection === undefined) continue;
    links[name] = { href: `${collection}/${name}{?${parameters.join(',')}}`, templated: true, title };
  }
  return links;
}

/** Renders a page of a list as HAL. The items are an array under the resource's rel, even for none or one. */
export function renderCollection(definition: Definition, page: CollectionPage, locator: ResourceLocator): HalDocument {
  const item: Link = { href: `${collectionHref(locator, definition)}/{id}`, templated: true, title: definition.name };
  const search: Link = {
    href: `${page.list}{?where,sort,max_results,page,projection,embed,links_only,pretty}`,
    templated: true,
    title: `Search these ${definition.plural}`,
  };
  const createForm =
    page.createForm === undefined ? {} : { 'create-form': link(page.createForm, `Form for a new ${definition.name}`) };
  return {
    _links: {
      self: { href: `${page.list}${page.query}`, title: definition.plural },
      parent: { href: `${locator.baseUrl}/` },
      item,
      search,
      ...(page.list === collectionHref(locator, definition) ? searchLinks(locator) : {}),
      ...alternateLinks(definition, page.list, queryOfAlternates(page.query)),
      ...createForm,
      ...pageLinks(page),
      ...changesLink(`${page.list}/changes${queryOfChanges(page.query)}`, locator),
    },
    _meta: { page: page.page, max_results: page.maxResults, total: page.total },
    _embedded: { [definition.name]: page.items },
  };
}
