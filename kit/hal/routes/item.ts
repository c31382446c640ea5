import type { Document } from '../../resource/definition/documents.ts';
import type { Action, ActionResult } from '../../resource/definition/actions.ts';
import type { IfMatch } from '../../resource/operations/precondition.ts';
import { fail, succeed, type Outcome } from '../../resource/problems.ts';
import { malformed } from '../../resource/common-problems.ts';
import { type ChangeInput } from '../../resource/operations/change.ts';
import { parseDocumentBody } from '../request-body.ts';
import { matchesIfNoneMatch } from '../../http/entity-tags.ts';
import { parseIfMatch } from '../conditional.ts';
import { preconditionFailed } from '../http-problems.ts';
import { readPreferences } from '../preferences.ts';
import { applyReturnPreference } from '../return-preference.ts';
import {
  ok,
  requireBody,
  wantsForms,
  type Body,
  type ResourceRequest,
  type HalResponse,
  type Route,
} from '../request.ts';
import { editForm } from '../forms.ts';
import { documentHref } from '../../resource/service-context.ts';
import { deletionBody, renderItems } from './collection.ts';

const idOf = ({ path }: ResourceRequest): string => path['id'] ?? '';
const selfOf = (exchange: ResourceRequest): string =>
  documentHref(exchange.places, exchange.service.resource.definition, idOf(exchange));

const find = (exchange: ResourceRequest): Promise<Outcome<Document>> =>
  exchange.service.resource.get(idOf(exchange), exchange.context);

async function reply(exchange: ResourceRequest, document: Document): Promise<Outcome<HalResponse>> {
  const rendered = await renderItems(exchange, [document]);
  if (!rendered.ok) return rendered;
  const item = { ...rendered.value.items[0], ...rendered.value.remarks };
  const isPart = ['projection', 'links_only'].some((name) => exchange.query[name] !== undefined);
  const isMore = wantsForms(exchange) || embedsSomething(exchange);
  // What it shows of others, or offers, changes without it.
  const modified = isMore ? {} : { modified: document._updated };
  return ok(item, { etag: document._etag, isVariant: isPart || isMore, ...modified });
}

const embedsSomething = ({ query, header }: ResourceRequest): boolean =>
  query['embed'] !== undefined || readPreferences(header('prefer')).transclude.length > 0;

/** `If-None-Match` of a change (RFC 9110 §13.1.2): it is refused for what the client has, and with `*` for what is there. */
function unlessKnown({ header }: ResourceRequest, { _etag }: Document): Outcome<undefined> {
  return matchesIfNoneMatch(header('if-none-match'), _etag)
    ? fail(preconditionFailed('If-None-Match names what is there'))
    : succeed(undefined);
}

/** GET of an item. */
export const getItem: Route = async (exchange) => {
  const found = await find(exchange);
  return found.ok ? reply(exchange, found.value) : found;
};

/** PATCH (`part`, RFC 7396) and PUT (`whole`) of an item, with If-Match. */
export const changeItem =
  (mode: 'merge' | 'replace'): Route =>
  async (exchange, body) => {
    const { service, context } = exchange;
    const read = (current: Document) => readChange(exchange, body, current);
    const changed = await service.resource.change({ id: idOf(exchange), mode, read }, context);
    return changed.ok ? applyReturnPreference(exchange, await reply(exchange, changed.value)) : changed;
  };

/** Reads a change against the document as it is: its conditions, then its body. */
function readChange(exchange: ResourceRequest, body: Body, current: Document): Outcome<ChangeInput> {
  const unless = unlessKnown(exchange, current);
  if (!unless.ok) return unless;
  const ifMatch = parseIfMatch(exchange.header('if-match'));
  if (!ifMatch.ok) return ifMatch;
  const given = requireBody(body);
  if (!given.ok) return given;
  const input = parseDocumentBody(given.value, { current });
  return input.ok ? succeed({ ifMatch: ifMatch.value, input: input.value }) : input;
}

/** DELETE of an item, with If-Match. */
export const deleteItem: Route = async (exchange) => {
  const { service, context, query, places } = exchange;
  const ifMatch = (current: Document | undefined): Outcome<IfMatch> => {
    const condition = parseIfMatch(exchange.header('if-match'));
    const unless = condition.ok && current !== undefined ? unlessKnown(exchange, current) : succeed(undefined);
    return unless.ok ? condition : unless;
  };
  const request = { id: idOf(exchange), ifMatch, cascade: query['cascade'] === 'true' };
  const removed = await service.resource.remove(request, context);
  return removed.ok ? ok(deletionBody(1, { self: selfOf(exchange), base: places.baseUrl })) : removed;
};

/** GET of the form to change an item, in what the caller may change; without a template, where that is nothing. */
export const getEditForm: Route = async (exchange) => {
  const found = await find(exchange);
  if (!found.ok) return found;
  const { resource } = exchange.service;
  const offer = resource.changeAffordance(found.value, exchange.context);
  const form = editForm(
    resource.definition,
    { self: selfOf(exchange), document: found.value, affordances: offer === undefined ? [] : [offer] },
    exchange.places,
  );
  return ok(form);
};

/** An action on an item. It is no edit of the representation: an `If-Match` is ignored. */
export const actOnItem =
  (action: Action): Route =>
  async (exchange, body) => {
    const { service, context } = exchange;
    if (!body.ok) return body;
    const input = body.value ?? {};
    if (typeof input !== 'object' || Array.isArray(input)) return fail(malformed('the body is to be a JSON object'));
    const acted = await service.resource.act({ id: idOf(exchange), action, input }, context);
    return acted.ok ? succeed(renderActed(exchange, action, acted.value.result)) : acted;
  };

function renderActed(
  exchange: ResourceRequest,
  action: Action,
  { changed, message, references }: ActionResult,
): HalResponse {
  const { definition } = exchange.service.resource;
  const item = selfOf(exchange);
  const links = Object.entries(references).flatMap(([name, id]) => {
    const collection = exchange.places.collectionOf(name);
    return collection === undefined ? [] : [[name, { href: `${collection}/${encodeURIComponent(id)}` }] as const];
  });
  const body = {
    _status: 'OK',
    changed,
    message,
    _links: {
      self: { href: `${item}/${action.path}` },
      [definition.name]: { href: item },
      ...Object.fromEntries(links),
    },
  };
  return { status: changed && action.method === 'PUT' ? 201 : 200, body };
}
