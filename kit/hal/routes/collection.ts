import { type ParentReferences } from '../../resource/definition/relations.ts';
import type { Document } from '../../resource/definition/documents.ts';
import type { CreateResult } from '../../resource/operations/create-result.ts';
import { collectionHref, documentHref, listHref } from '../../resource/service-context.ts';
import { fail, succeed, type Outcome } from '../../resource/problems.ts';
import { malformed, withIndex } from '../../resource/common-problems.ts';
import { type CreateRequest } from '../../resource/operations/create.ts';
import { parseIdempotencyKey } from '../../http/idempotency-key.ts';
import { parseDocumentBody } from '../request-body.ts';
import { embedAll } from '../embed.ts';
import { ok, requireBody, wantsForms, type ResourceRequest, type HalResponse, type Route } from '../request.ts';
import { itemTemplates, renderTemplate } from '../forms.ts';
import { halDialect } from '../property-names.ts';
import { readPreferences } from '../preferences.ts';
import { applyReturnPreference } from '../return-preference.ts';
import { parseEmbeds, parseFlag, parseListQuery, parseProjection, type ListParameters } from '../query.ts';
import { projectable, renderCollection, renderItem, type HalDocument } from '../render.ts';

/** Which list a request is about: `/events`, or `/events/venue/{parent}`. */
export type ListSelector = (exchange: ResourceRequest) => ParentReferences;

export const wholeCollection: ListSelector = () => ({});

export const listReferringTo =
  (relation: string): ListSelector =>
  ({ path }) => ({ [relation]: path['parent'] ?? '' });

const hrefOf = ({ service, places }: ResourceRequest, known: ParentReferences): string =>
  listHref(places, service.resource.definition, known);

/** Documents as HAL, and what the answer says of those that could not be embedded; nothing when all could. */
export interface RenderedItems {
  readonly items: readonly HalDocument[];
  readonly remarks: { readonly _not_embedded?: Readonly<Record<string, string>> };
}

/** Renders documents with what is to be embedded in them. */
export async function renderItems(
  exchange: ResourceRequest,
  documents: readonly Document[],
): Promise<Outcome<RenderedItems>> {
  const { service, context, places, query } = exchange;
  const { definition } = service.resource;
  const projection = parseProjection(query, projectable(definition));
  if (!projection.ok) return projection;
  const transclude = readPreferences(exchange.header('prefer')).transclude;
  const wanted = { ...query, embed: [query['embed'] ?? [], transclude].flat() };
  const embeds = parseEmbeds(wanted, { relations: Object.keys(definition.relations), limits: service.resource.limits });
  if (!embeds.ok) return embeds;
  const { embedded, notEmbedded } = await embedAll(definition, { documents, embeds: embeds.value }, context);
  const offers = wantsForms(exchange) ? await service.resource.affordances(documents, context) : [];
  const items = documents.map((document, index) => {
    const shown = { projection: projection.value, linksOnly: parseFlag(query, 'links_only') };
    const item = renderItem(definition, document, { places, embedded: embedded[index] ?? {}, ...shown });
    const offered = offers[index];
    if (offered === undefined) return item;
    const self = documentHref(places, definition, document._id);
    return { ...item, _templates: itemTemplates(definition, { self, document, affordances: offered }, places) };
  });
  return succeed({ items, remarks: Object.keys(notEmbedded).length === 0 ? {} : { _not_embedded: notEmbedded } });
}

function pageQuery(exchange: ResourceRequest, { maxResults }: ListParameters): (page: number) => string {
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
  (which: ListSelector): Route =>
  async (exchange) => {
    const { service, context, places, query } = exchange;
    const { definition } = service.resource;
    const known = which(exchange);
    const href = hrefOf(exchange, known);
    const wanted = parseListQuery(query, halDialect(service.resource));
    if (!wanted.ok) return wanted;
    const { page, maxResults, sort } = wanted.value;
    const filter = Object.keys(known).length === 0 ? wanted.value.filter : { $and: [known, wanted.value.filter] };
    const found = await service.resource.page(
      { filter, sort, limit: maxResults, skip: (page - 1) * maxResults },
      context,
    );
    if (!found.ok) return found;
    const { documents, total } = found.value;
    const rendered = await renderItems(exchange, documents);
    if (!rendered.ok) return rendered;
    const { items, remarks } = rendered.value;
    const form = service.resource.mayCreate(known, context).ok ? `${href}/create-form` : undefined;
    const parts = { self: href, items, page, maxResults, total, createForm: form };
    const paged = { ...parts, pageQuery: pageQuery(exchange, wanted.value) };
    const list = { ...renderCollection(definition, paged, places), ...remarks };
    if (!wantsForms(exchange)) return ok(list);
    return ok({ ...list, _templates: form === undefined ? {} : await createTemplates(exchange, known) });
  };

/** What the caller may do now with a list, as templates. */
async function createTemplates(exchange: ResourceRequest, known: ParentReferences) {
  const { service, places, context } = exchange;
  const { resource } = service;
  const [affordance] = await resource.creationAffordances([known], context);
  if (affordance === undefined) return {};
  return {
    default: renderTemplate(resource.definition, { affordance, target: hrefOf(exchange, known), known }, places),
  };
}

/** POST to a list: one document, or many when the body is an array (all or none). */
export const postList =
  (which: ListSelector): Route =>
  async (exchange, body) => {
    const { service, context } = exchange;
    const list = which(exchange);
    // Who may not create anything here is told so whatever the body is.
    const allowed = service.resource.mayCreate(list, context);
    if (!allowed.ok) return allowed;
    const given = requireBody(body);
    if (!given.ok) return given;
    const key = readKey(exchange);
    if (!key.ok) return key;
    const created = await service.resource.create(
      { list, ...inputsOf(given.value, list), idempotency: key.value },
      context,
    );
    return created.ok ? replyCreated(exchange, created.value, Array.isArray(given.value)) : created;
  };

/** The documents in a body: one, or several in an array, whose issues then say which one they are about. */
function inputsOf(body: unknown, list: ParentReferences): Pick<CreateRequest, 'inputs' | 'read'> {
  if (!Array.isArray(body)) return { inputs: [body], read: (input) => parseDocumentBody(input, { known: list }) };
  return {
    inputs: body,
    read: (input, index) => {
      const read = parseDocumentBody(input, { known: list });
      return read.ok ? read : fail(withIndex(read.problem, index));
    },
  };
}

function readKey({ header }: ResourceRequest): Outcome<CreateRequest['idempotency']> {
  const parsed = parseIdempotencyKey(header('idempotency-key'));
  if ('fault' in parsed) return fail(malformed(parsed.fault));
  return succeed(parsed.key === undefined ? undefined : { key: parsed.key, scope: '' });
}

async function replyCreated(
  exchange: ResourceRequest,
  created: readonly CreateResult[],
  many: boolean,
): Promise<Outcome<HalResponse>> {
  const rendered = await renderItems(
    exchange,
    created.map(({ document }) => document),
  );
  if (!rendered.ok) return rendered;
  const { items } = rendered.value;
  return applyReturnPreference(
    exchange,
    many ? createdMany(exchange, items) : createdOne(exchange, created[0], items[0]),
  );
}

function createdOne(
  { service, places }: ResourceRequest,
  created: CreateResult | undefined,
  item: HalDocument | undefined,
): Outcome<HalResponse> {
  if (created === undefined) throw new Error('nothing came of a creation');
  const location = documentHref(places, service.resource.definition, created.document._id);
  return succeed({
    status: created.created ? 201 : 200,
    body: item,
    etag: created.document._etag,
    headers: { location },
  });
}

function createdMany({ service, places }: ResourceRequest, items: readonly HalDocument[]): Outcome<HalResponse> {
  const { definition } = service.resource;
  const body = {
    _links: { self: { href: collectionHref(places, definition) } },
    _embedded: { [definition.name]: items },
  };
  return succeed({ status: 201, body });
}

/** DELETE of a list: all of it or nothing. */
export const deleteList =
  (which: ListSelector): Route =>
  async (exchange) => {
    const { service, context, places, query } = exchange;
    const known = which(exchange);
    const cleared = await service.resource.removeMany({ list: known, cascade: query['cascade'] === 'true' }, context);
    return cleared.ok
      ? ok(deletionBody(cleared.value, { self: hrefOf(exchange, known), base: places.baseUrl }))
      : cleared;
  };

/** What a successful DELETE answers. */
export const deletionBody = (count: number, { self, base }: { self: string; base: string }) => ({
  _status: 'deleted',
  delete_count: count,
  _links: { self: { href: self }, home: { href: `${base}/` } },
});

/** GET of the form for a new item; without a template, where there can be none now. */
export const getCreateForm =
  (which: ListSelector): Route =>
  async (exchange) => {
    const known = which(exchange);
    const allowed = exchange.service.resource.mayCreate(known, exchange.context);
    if (!allowed.ok) return allowed;
    const href = hrefOf(exchange, known);
    const _links = { self: { href: `${href}/create-form` }, collection: { href } };
    return ok({ _links, _templates: await createTemplates(exchange, known) });
  };
