import type { Sort } from '../../store/port.ts';
import { encodeCursor } from '../../resource/cursor.ts';
import type { Definition } from '../../resource/definition/definition.ts';
import type { Document } from '../../resource/definition/documents.ts';
import { type ParentReferences } from '../../resource/definition/relations.ts';
import { totalOrder } from '../../resource/operations/list.ts';
import { listHref } from '../../resource/service-context.ts';
import { fail, succeed, type Outcome } from '../../resource/problems.ts';
import { malformed } from '../../resource/common-problems.ts';
import type { CreateRequest } from '../../resource/operations/creation/create-request.ts';
import { parseIdempotencyKey } from '../../http/idempotency-key.ts';
import { parseDocumentBody } from '../request-body.ts';
import { ok, requireBody, wantsForms, type ResourceRequest, type Route } from '../request.ts';
import { parseFlag } from '../flags.ts';
import { renderTemplate } from '../forms.ts';
import { halDialect } from '../property-names.ts';
import { parsePreferences } from '../preferences.ts';
import { countEmbeds, parseAfter, parseListQuery, rejectSelection } from '../query.ts';
import { renderCollection, totalCountHeader } from '../render.ts';
import type { RepresentationRequest } from '../representation-query.ts';
import { createdResponse } from './created-response.ts';
import { sentQuery } from '../sent-query.ts';
import { renderTexts } from './render-items.ts';
import { acceptsSequence, sequenceResponse } from './list-sequence.ts';

/** Selects the list of a request: the collection (`/events`), or a sub-collection (`/events/venue/{parent}`). */
export type ListSelector = (request: ResourceRequest) => ParentReferences;

/** Selects the whole collection. */
export const wholeCollection: ListSelector = () => ({});

/** Selects the documents whose `relation` refers to the document named in the path. */
export const listReferringTo =
  (relation: string): ListSelector =>
  ({ path }) => ({ [relation]: path['parent'] ?? '' });

const hrefOf = ({ service, locator }: ResourceRequest, list: ParentReferences): string =>
  listHref(locator, service.resource.definition, list);

/** Whether the client wants a list without its documents: its links, and its forms (RFC 7240 §4.2). */
const wantsMinimalList = ({ header }: ResourceRequest): boolean =>
  parsePreferences(header('prefer')).return === 'minimal';

/** Most documents that a page skips when `next` is followed. Pages behind them begin after a position. */
const maxSkipped = 1000;

/** Returns the cursor of the last document of a page for its `next` link; undefined if that skips documents. */
function nextAfter(
  { name }: Definition,
  { documents, sort, isDeep }: { documents: readonly Document[]; sort: Sort; isDeep: boolean },
): string | undefined {
  const last = documents.at(-1);
  return last !== undefined && isDeep ? encodeCursor(name, totalOrder(sort), last) : undefined;
}

/** Handles GET of a list. Its documents, with what is embedded, count in the caller's rate limit for later requests. */
export const getList =
  (selector: ListSelector): Route<RepresentationRequest> =>
  async (request) => {
    const { service, context, locator, query } = request;
    const { definition } = service.resource;
    const list = selector(request);
    const href = hrefOf(request, list);
    const parameters = parseListQuery(query, halDialect(service.resource));
    if (!parameters.ok) return parameters;
    const { filter, page, maxResults, sort } = parameters.value;
    const after = parseAfter(query, { definition, sort });
    if (!after.ok) return after;
    const isMinimal = wantsMinimalList(request);
    const limits = isMinimal
      ? { limit: 1, skip: 0 }
      : { limit: maxResults, skip: (page - 1) * maxResults, after: after.value };
    const documentPage = await service.resource.page({ list, filter, sort, ...limits }, context);
    if (!documentPage.ok) return documentPage;
    const { total } = documentPage.value;
    const documents = isMinimal ? [] : documentPage.value.documents;
    const paging = {
      ...{ page, maxResults, total },
      hasNext: isMinimal ? page * maxResults < total : documentPage.value.hasMore,
      nextAfter: nextAfter(definition, { documents, sort, isDeep: page * maxResults > maxSkipped }),
    };
    const { items, remarks } = await renderTexts(request, documents);
    await request.countMore({ objects: documents.length * (1 + countEmbeds(request.representation.embeds)) });
    if (acceptsSequence(request)) return sequenceResponse(definition, { documents, items, total, remarks });
    const createForm = service.resource.mayCreate(list, context).ok ? `${href}/create-form` : undefined;
    const collectionPage = { list: href, query: sentQuery(request.url), items, ...paging, createForm };
    const { _embedded, ...rest } = renderCollection(definition, collectionPage, locator);
    const body = { ...rest, ...(isMinimal ? {} : { _embedded }), ...remarks };
    const headers = { ...totalCountHeader(total), ...(isMinimal && { 'preference-applied': 'return=minimal' }) };
    if (!wantsForms(request)) return ok(body, { headers });
    const _templates = createForm === undefined ? {} : await createTemplates(request, list);
    return ok({ ...body, _templates }, { headers });
  };

/** Returns the create template as `default` if creation is available to the caller, else no template. */
async function createTemplates(request: ResourceRequest, parentReferences: ParentReferences) {
  const { service, locator, context } = request;
  const { resource } = service;
  const [affordance] = await resource.creationAffordances([parentReferences], context);
  if (affordance === undefined) return {};
  return {
    default: renderTemplate(
      resource.definition,
      { affordance, target: hrefOf(request, parentReferences), parentReferences },
      locator,
    ),
  };
}

/**
 * Handles POST to a list: creates one document, or all or none of several when the body is an array. Each document
 * counts as a request in the caller's rate limit.
 */
export const postList =
  (selector: ListSelector): Route<RepresentationRequest> =>
  async (request, body) => {
    const { service, context } = request;
    const list = selector(request);
    // A caller who may not create anything here gets 403 whatever the body is.
    const allowed = service.resource.mayCreate(list, context);
    if (!allowed.ok) return allowed;
    const input = requireBody(body);
    const idempotency = parseKey(request);
    if (!idempotency.ok) return idempotency;
    const { definition, limits } = service.resource;
    const read: CreateRequest['read'] = (each) =>
      input.ok ? parseDocumentBody(each, { definition, parentReferences: list, maxIssues: limits.issues }) : input;
    const inputs = inputsOf(input.ok ? input.value : undefined);
    const exceeded = await request.countMore({ requests: inputs.inputs.length });
    if (exceeded !== undefined) return fail(exceeded);
    const created = await service.resource.create({ list, ...inputs, read, idempotency: idempotency.value }, context);
    if (!created.ok) return created;
    return createdResponse(request, created.value, inputs.isBatch ? hrefOf(request, list) : undefined);
  };

/** Returns the inputs in a body: one document, or a batch in an array. */
const inputsOf = (body: unknown): Pick<CreateRequest, 'inputs' | 'isBatch'> =>
  Array.isArray(body) ? { inputs: body, isBatch: true } : { inputs: [body], isBatch: false };

function parseKey({ header }: ResourceRequest): Outcome<CreateRequest['idempotency']> {
  const parsed = parseIdempotencyKey(header('idempotency-key'));
  if ('fault' in parsed) return fail(malformed(parsed.fault));
  return succeed(parsed.key === undefined ? undefined : { key: parsed.key, scope: '' });
}

/** Handles DELETE of a list: removes all of its documents or none. */
export const deleteList =
  (selector: ListSelector): Route =>
  async (request) => {
    const { service, context, locator, query } = request;
    const unselective = rejectSelection(query);
    if (!unselective.ok) return unselective;
    const list = selector(request);
    const cascade = parseFlag(query, 'cascade');
    if (!cascade.ok) return cascade;
    const removal = { list, all: selector === wholeCollection, cascade: cascade.value };
    const removed = await service.resource.removeMany(removal, context);
    return removed.ok
      ? ok(deletionBody(removed.value, { self: hrefOf(request, list), baseUrl: locator.baseUrl }))
      : removed;
  };

/** Returns the body of the response to a successful DELETE. */
export const deletionBody = (count: number, { self, baseUrl }: { self: string; baseUrl: string }) => ({
  _status: 'deleted',
  delete_count: count,
  _links: { self: { href: self }, home: { href: `${baseUrl}/` } },
});

/** Handles GET of a list's create form, which has no template when creation is not available now. */
export const getCreateForm =
  (selector: ListSelector): Route =>
  async (request) => {
    const list = selector(request);
    const allowed = request.service.resource.mayCreate(list, request.context);
    if (!allowed.ok) return allowed;
    const missing = await request.service.resource.missingParent(list, request.context);
    if (missing !== undefined) return fail(missing);
    const href = hrefOf(request, list);
    const _links = { self: { href: `${href}/create-form` }, collection: { href } };
    return ok({ _links, _templates: await createTemplates(request, list) });
  };
