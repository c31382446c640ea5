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

/** What one sends, in words. */
function sent(properties: readonly FormProperty[]): string {
  const words = properties.map(({ name, prompt, required, type }) => {
    const needed = required ? 'required' : 'optional';
    return `${name}: ${prompt} (${type}, ${needed})`;
  });
  return words.length === 0 ? 'nothing' : words.join('; ');
}

function page({
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
  const whose = service === undefined ? rel : `${rel}, of ${service}`;
  return htmlPage(title, [
    `${whose}: ${methods.join(', ')}.`,
    description,
    ...(itemMethods === undefined ? [] : [`Each of them: ${itemMethods.join(', ')}.`]),
    ...(hrefs === undefined ? [] : [`It leads to ${hrefs.join(', ')}.`]),
    ...(form === undefined ? [] : [`Its form is at ${form}.`]),
    ...(properties === undefined ? [] : [`What one sends: ${sent(properties)}.`]),
  ]);
}

/** The page of a relation, HTML for people and JSON for programs; its route produces `documentPages`. */
export function relationPage(exchange: HalRequest, relation: RelationDescription, links: Links): Outcome<HalResponse> {
  if (wantsHtml(exchange)) return ok(page(relation));
  const { form, ...words } = relation;
  return ok({ ...words, _links: { ...links, ...(form === undefined ? {} : { 'create-form': { href: form } }) } });
}

/** Relations of one part of the system: their page's title, and what they are, as seen under a URL. */
export interface RelationDirectory {
  readonly product: Product;
  readonly title: string;
  readonly relations: (base: string) => readonly RelationDescription[];
}

function showAll(exchange: HalRequest, { title, relations }: RelationDirectory): Outcome<HalResponse> {
  const { baseUrl } = exchange;
  const known = relations(baseUrl);
  if (wantsHtml(exchange)) {
    const lines = known.map(({ rel, description }) => `${rel}: ${description}`);
    return ok(htmlPage(title, lines));
  }
  const self = `${baseUrl}/relations`;
  const item = known.map((each) => ({
    rel: each.rel,
    title: each.title,
    _links: { self: { href: `${self}/${each.rel}` } },
  }));
  return ok({ title, _links: { self: { href: self } }, _embedded: { item } });
}

function showOne(exchange: HalRequest, { product, relations }: RelationDirectory): Outcome<HalResponse> {
  const asked = exchange.path['rel'] ?? '';
  const prefix = relIn(product, '');
  const rel = asked.startsWith(prefix) ? asked.slice(prefix.length) : asked;
  const known = relations(exchange.baseUrl);
  const relation = known.find((each) => each.rel === rel);
  const all = `${exchange.baseUrl}/relations`;
  if (relation !== undefined)
    return relationPage(exchange, relation, { self: { href: `${all}/${rel}` }, collection: { href: all } });
  const names = known.map((each) => each.rel).join(', ');
  return fail(notFound(`there is no relation ${JSON.stringify(rel)} here; these are: ${names}`));
}

/** `GET /relations/{rel}`: where the product's CURIE leads, HTML for people and JSON for programs; and all of them. */
export const relationRoutes = (documented: RelationDirectory): RouteTable<HalRequest> => [
  ['/relations', { GET: (exchange) => Promise.resolve(showAll(exchange, documented)) }, documentPages],
  ['/relations/:rel', { GET: (exchange) => Promise.resolve(showOne(exchange, documented)) }, documentPages],
];
