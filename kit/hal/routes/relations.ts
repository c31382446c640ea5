import { fail, notFound, type Outcome } from '../../resource/problems.ts';
import { ok, type Exchange, type Reply } from '../exchange.ts';
import { htmlPage } from '../problem-pages.ts';
import { relationsOf, type Relation } from '../relations.ts';
import type { RouteTable } from './table.ts';

function page({ rel, title, description, methods, form, properties }: Relation): string {
  const takes = properties?.map(({ name, prompt, required, type }) => {
    const needed = required ? 'required' : 'optional';
    return `${name}: ${prompt} (${type}, ${needed})`;
  });
  return htmlPage(title, [
    `${rel}: ${methods.join(', ')}.`,
    description,
    ...(form === undefined ? [] : [`Its form is at ${form}.`]),
    ...(takes === undefined ? [] : [`What one sends: ${takes.length === 0 ? 'nothing' : takes.join('; ')}.`]),
  ]);
}

function show({ wantsHtml, places }: Exchange, relation: Relation): Outcome<Reply> {
  if (wantsHtml) return ok(page(relation), { type: 'text/html' });
  const { form, ...words } = relation;
  const links = {
    self: { href: `${places.base}/relations/${relation.rel}` },
    collection: { href: `${places.base}/relations` },
    ...(form === undefined ? {} : { 'create-form': { href: form } }),
  };
  return ok({ ...words, _links: links });
}

/** `GET /relations/{rel}`: where the `eb` curie leads, HTML for people and JSON for programs; and all of them. */
export function relationRoutes(givesTokens: boolean): RouteTable {
  const known = ({ served, places }: Exchange) =>
    relationsOf(served.resource.definition, { base: places.base, givesTokens });
  const all = (exchange: Exchange): Outcome<Reply> => {
    const relations = known(exchange);
    const title = `The relations of ${exchange.served.name}`;
    if (exchange.wantsHtml) {
      const lines = relations.map(({ rel, description }) => `${rel}: ${description}`);
      return ok(htmlPage(title, lines), { type: 'text/html' });
    }
    const base = `${exchange.places.base}/relations`;
    const item = relations.map(({ rel, title: name }) => ({ href: `${base}/${rel}`, name: rel, title: name }));
    return ok({ title, _links: { self: { href: base }, item } });
  };
  const one = (exchange: Exchange): Outcome<Reply> => {
    const rel = (exchange.path['rel'] ?? '').replace(/^eb:/, '');
    const relations = known(exchange);
    const relation = relations.find((each) => each.rel === rel);
    if (relation !== undefined) return show(exchange, relation);
    const names = relations.map((each) => each.rel).join(', ');
    return fail(notFound(`there is no relation ${JSON.stringify(rel)} here; these are: ${names}`));
  };
  return [
    ['/relations', { GET: (exchange) => Promise.resolve(all(exchange)) }],
    ['/relations/:rel', { GET: (exchange) => Promise.resolve(one(exchange)) }],
  ];
}
