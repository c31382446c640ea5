import { fail, type Outcome } from '../../resource/problems.ts';
import { notFound } from '../../resource/common-problems.ts';
import { ok, type HalResponse, type RouteTable, type HalRequest } from '../request.ts';
import type { RelationDescription } from '../relations.ts';
import type { Links } from '../render.ts';
import { relIn, type Product } from '../../util/product.ts';

/** Responds with the documentation of a relation. */
export function relationPage(relation: RelationDescription, links: Links): Outcome<HalResponse> {
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
    return relationPage(relation, {
      self: { href: `${collection}/${rel}` },
      collection: { href: collection },
    });
  const names = all.map((each) => each.rel).join(', ');
  return fail(notFound(`no relation ${JSON.stringify(rel)}; the relations are: ${names}`));
}

/**
 * Creates `GET /relations`, the list of relations, and `GET /relations/{rel}`, to which the product's CURIE leads.
 */
export const relationRoutes = (directory: RelationDirectory): RouteTable<HalRequest> => [
  ['/relations', { GET: (request) => Promise.resolve(listRelations(request, directory)) }],
  ['/relations/:rel', { GET: (request) => Promise.resolve(getRelation(request, directory)) }],
];
