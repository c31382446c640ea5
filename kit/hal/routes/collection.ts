import { type Known } from '../../resource/definition/relations.ts';
import type { Document } from '../../resource/definition/documents.ts';
import type { Created } from '../../resource/operations/created.ts';
import { collectionHref, documentHref, listHref } from '../../resource/service-context.ts';
import { fail, succeed, type Outcome } from '../../resource/problems.ts';
import { malformed, numbered } from '../../resource/common-problems.ts';
import { type Creation } from '../../resource/operations/create.ts';
import { parseIdempotencyKey } from '../../http/idempotency-key.ts';
import { readDocument } from '../request-body.ts';
import { embedAll } from '../embed.ts';
import { ok, requiredBody, wantsForms, type Exchange, type Reply, type Route } from '../request.ts';
import { itemTemplates, templateOf } from '../forms.ts';
import { halDialect } from '../property-names.ts';
import { readPreferences } from '../preferences.ts';
import { returned } from '../return-preference.ts';
import { readEmbeds, readFlag, readListQuery, readProjection, type ListQuery } from '../query.ts';
import { projectable, renderCollection, renderItem, type HalDocument } from '../render.ts';

/** Which list a request is about: `/events`, or `/events/venue/{parent}`. */
export type Which = (exchange: Exchange) => Known;

export const whole: Which = () => ({});

export const referring =
  (relation: string): Which =>
  ({ path }) => ({ [relation]: path['parent'] ?? '' });

const hrefOf = ({ served, places }: Exchange, known: Known): string =>
  listHref(places, served.resource.definition, known);

/** Documents as HAL, and what the answer says of those that could not be embedded; nothing when all could. */
export interface Rendered {
  readonly items: readonly HalDocument[];
  readonly remarks: { readonly _not_embedded?: Readonly<Record<string, string>> };
}

/** Renders documents with what is to be embedded in them. */
export async function renderAll(exchange: Exchange, documents: readonly Document[]): Promise<Outcome<Rendered>> {
  const { served, context, places, query } = exchange;
  const { definition } = served.resource;
  const projection = readProjection(query, projectable(definition));
  if (!projection.ok) return projection;
  const transclude = readPreferences(exchange.header('prefer')).transclude;
  const wanted = { ...query, embed: [query['embed'] ?? [], transclude].flat() };
  const embeds = readEmbeds(wanted, { relations: Object.keys(definition.relations), limits: served.resource.limits });
  if (!embeds.ok) return embeds;
  const { embedded, notEmbedded } = await embedAll(definition, { documents, embeds: embeds.value }, context);
  const offers = wantsForms(exchange) ? await served.resource.offers(documents, context) : [];
  const items = documents.map((document, index) => {
    const shown = { projection: projection.value, linksOnly: readFlag(query, 'links_only') };
    const item = renderItem(definition, document, { places, embedded: embedded[index] ?? {}, ...shown });
    const offered = offers[index];
    if (offered === undefined) return item;
    const self = documentHref(places, definition, document._id);
    return { ...item, _templates: itemTemplates(definition, { self, document, offers: offered }, places) };
  });
  return succeed({ items, remarks: Object.keys(notEmbedded).length === 0 ? {} : { _not_embedded: notEmbedded } });
}

function pageQuery(exchange: Exchange, { maxResults }: ListQuery): (page: number) => string {
  const kept = ['where', 'sort', 'projection', 'embed', 'links_only', 'pretty', 'max_results'].flatMap((name) =>
    [exchange.query[name] ?? []].flat().map((value): [string, string] => [name, value]),
  );
  const given = kept.some(([name]) => name === 'max_results')
    ? kept
    : [...kept, ['max_results', String(maxResults)] as [string, string]];
  return (page) => `?${new URLSearchParams([...given, ['page', String(page)]]).toString()}`;
}

/** GET of a list. */
export const getList =
  (which: Which): Route =>
  async (exchange) => {
    const { served, context, places, query } = exchange;
    const { definition } = served.resource;
    const known = which(exchange);
    const href = hrefOf(exchange, known);
    const wanted = readListQuery(query, halDialect(served.resource));
    if (!wanted.ok) return wanted;
    const { page, maxResults, sort } = wanted.value;
    const filter = Object.keys(known).length === 0 ? wanted.value.filter : { $and: [known, wanted.value.filter] };
    const found = await served.resource.page(
      { filter, sort, limit: maxResults, skip: (page - 1) * maxResults },
      context,
    );
    if (!found.ok) return found;
    const { documents, total } = found.value;
    const rendered = await renderAll(exchange, documents);
    if (!rendered.ok) return rendered;
    const { items, remarks } = rendered.value;
    const form = served.resource.mayCreate(known, context).ok ? `${href}/create-form` : undefined;
    const parts = { self: href, items, page, maxResults, total, createForm: form };
    const paged = { ...parts, pageQuery: pageQuery(exchange, wanted.value) };
    const list = { ...renderCollection(definition, paged, places), ...remarks };
    if (!wantsForms(exchange)) return ok(list);
    return ok({ ...list, _templates: form === undefined ? {} : await createTemplates(exchange, known) });
  };

/** What the caller may do now with a list, as templates. */
async function createTemplates(exchange: Exchange, known: Known) {
  const { served, places, context } = exchange;
  const { resource } = served;
  const [offer] = await resource.creationOffers([known], context);
  if (offer === undefined) return {};
  return { default: templateOf(resource.definition, { offer, target: hrefOf(exchange, known), known }, places) };
}

/** POST to a list: one document, or many when the body is an array (all or none). */
export const postList =
  (which: Which): Route =>
  async (exchange, body) => {
    const { served, context } = exchange;
    const list = which(exchange);
    // Who may not create anything here is told so whatever the body is.
    const allowed = served.resource.mayCreate(list, context);
    if (!allowed.ok) return allowed;
    const given = requiredBody(body);
    if (!given.ok) return given;
    const key = readKey(exchange);
    if (!key.ok) return key;
    const created = await served.resource.create({ list, ...inputsOf(given.value, list), repeat: key.value }, context);
    return created.ok ? replyCreated(exchange, created.value, Array.isArray(given.value)) : created;
  };

/** The documents in a body: one, or several in an array, whose issues then say which one they are about. */
function inputsOf(body: unknown, list: Known): Pick<Creation, 'inputs' | 'read'> {
  if (!Array.isArray(body)) return { inputs: [body], read: (input) => readDocument(input, { known: list }) };
  return {
    inputs: body,
    read: (input, index) => {
      const read = readDocument(input, { known: list });
      return read.ok ? read : fail(numbered(read.problem, index));
    },
  };
}

function readKey({ header }: Exchange): Outcome<Creation['repeat']> {
  const parsed = parseIdempotencyKey(header('idempotency-key'));
  if ('fault' in parsed) return fail(malformed(parsed.fault));
  return succeed(parsed.key === undefined ? undefined : { key: parsed.key, scope: '' });
}

async function replyCreated(exchange: Exchange, created: readonly Created[], many: boolean): Promise<Outcome<Reply>> {
  const rendered = await renderAll(
    exchange,
    created.map(({ document }) => document),
  );
  if (!rendered.ok) return rendered;
  const { items } = rendered.value;
  return returned(exchange, many ? createdMany(exchange, items) : createdOne(exchange, created[0], items[0]));
}

function createdOne(
  { served, places }: Exchange,
  created: Created | undefined,
  item: HalDocument | undefined,
): Outcome<Reply> {
  if (created === undefined) throw new Error('nothing came of a creation');
  const location = documentHref(places, served.resource.definition, created.document._id);
  return succeed({
    status: created.created ? 201 : 200,
    body: item,
    etag: created.document._etag,
    headers: { location },
  });
}

function createdMany({ served, places }: Exchange, items: readonly HalDocument[]): Outcome<Reply> {
  const { definition } = served.resource;
  const body = {
    _links: { self: { href: collectionHref(places, definition) } },
    _embedded: { [definition.name]: items },
  };
  return succeed({ status: 201, body });
}

/** DELETE of a list: all of it or nothing. */
export const deleteList =
  (which: Which): Route =>
  async (exchange) => {
    const { served, context, places, query } = exchange;
    const known = which(exchange);
    const cleared = await served.resource.clear({ list: known, cascade: query['cascade'] === 'true' }, context);
    return cleared.ok ? ok(deleted(cleared.value, { self: hrefOf(exchange, known), base: places.base })) : cleared;
  };

/** What a successful DELETE answers. */
export const deleted = (count: number, { self, base }: { self: string; base: string }) => ({
  _status: 'deleted',
  delete_count: count,
  _links: { self: { href: self }, home: { href: `${base}/` } },
});

/** GET of the form for a new item; without a template, where there can be none now. */
export const getCreateForm =
  (which: Which): Route =>
  async (exchange) => {
    const known = which(exchange);
    const allowed = exchange.served.resource.mayCreate(known, exchange.context);
    if (!allowed.ok) return allowed;
    const href = hrefOf(exchange, known);
    const _links = { self: { href: `${href}/create-form` }, collection: { href } };
    return ok({ _links, _templates: await createTemplates(exchange, known) });
  };
