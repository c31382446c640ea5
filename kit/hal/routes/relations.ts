import { fail, type Outcome } from '../../resource/problems.ts';
import { notFound } from '../../resource/common-problems.ts';
import { ok, type HalResponse, type RouteTable, type HalRequest } from '../request.ts';
import { documentPages } from '../media-types.ts';
import { wantsHtml } from '../request.ts';
import { htmlPage } from '../html.ts';
import type { FormProperty } from '../forms.ts';
import type { RelationDescription } from '../relations.ts';
import type { Links } from '../render.ts';
import { relIn, type Product } from '../../util/product.ts';

/** Describes input properties in a sentence. */
function describeInput(properties: readonly FormProperty[]): string {
  const descriptions = properties.map(({ name, prompt, required, type }) => {
    const necessity = required ? 'required' : 'optional';
    return `${name}: ${prompt} (${type}, ${necessity})`;
  });
  return descriptions.length === 0 ? 'none' : descriptions.join('; ');
}

function renderPage({
  rel,
  service,
  title,
  description,
  methods,
  itemMethods,
  form,
  properties,
  hrefs,
}: RelationDescription): string {
  const heading = service === undefined ? rel : `${rel} (${service})`;
  return htmlPage(title, [
    `${heading}: ${methods.join(', ')}.`,
    description,
    ...(itemMethods === undefined ? [] : [`Methods of each item: ${itemMethods.join(', ')}.`]),
    ...(hrefs === undefined ? [] : [`Target: ${hrefs.join(', ')}.`]),
    ...(form === undefined ? [] : [`Form: ${form}.`]),
    ...(properties === undefined ? [] : [`Input: ${describeInput(properties)}.`]),
  ]);
}

/** Responds with the documentation of a relation in HTML or JSON. Its route must produce `documentPages`. */
export function relationPage(request: HalRequest, relation: RelationDescription, links: Links): Outcome<HalResponse> {
  if (wantsHtml(request)) return ok(renderPage(relation));
  const { form, ...description } = relation;
  return ok({ ...description, _links: { ...links, ...(form === undefined ? {} : { 'create-form': { href: form } }) } });
}

/** The documented relations of a service, given its public base URL, and the title of their list. */
export interface RelationDirectory {
  readonly product: Product;
  readonly title: string;
  readonly relations: (baseUrl: string) => readonly RelationDescription[];
}

function listRelations(request: HalRequest, { title, relations }: RelationDirectory): Outcome<HalResponse> {
  const { baseUrl } = request;
  const all = relations(baseUrl);
  if (wantsHtml(request)) {
    const paragraphs = all.map(({ rel, description }) => `${rel}: ${description}`);
    return ok(htmlPage(title, paragraphs));
  }
  const self = `${baseUrl}/relations`;
  const item = all.map((relation) => ({
    rel: relation.rel,
    title: relation.title,
    _links: { self: { href: `${self}/${relation.rel}` } },
  }));
  return ok({ title, _links: { self: { href: self } }, _embedded: { item } });
}

function getRelation(request: HalRequest, { product, relations }: RelationDirectory): Outcome<HalResponse> {
  const name = request.path['rel'] ?? '';
  const prefix = relIn(product, '');
  const rel = name.startsWith(prefix) ? name.slice(prefix.length) : name;
  const all = relations(request.baseUrl);
  const relation = all.find((each) => each.rel === rel);
  const collection = `${request.baseUrl}/relations`;
  if (relation !== undefined)
    return relationPage(request, relation, {
      self: { href: `${collection}/${rel}` },
      collection: { href: collection },
    });
  const names = all.map((each) => each.rel).join(', ');
  return fail(notFound(`no relation ${JSON.stringify(rel)}; the relations are: ${names}`));
}

/**
 * Creates `GET /relations`, the list of relations, and `GET /relations/{rel}`, to which the product's CURIE leads, in
 * HTML and JSON.
 */
export const relationRoutes = (directory: RelationDirectory): RouteTable<HalRequest> => [
  ['/relations', { GET: (request) => Promise.resolve(listRelations(request, directory)) }, documentPages],
  ['/relations/:rel', { GET: (request) => Promise.resolve(getRelation(request, directory)) }, documentPages],
];
