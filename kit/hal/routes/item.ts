import type { Document } from '../../resource/definition/documents.ts';
import type { Action, Acted } from '../../resource/definition/actions.ts';
import type { IfMatch } from '../../resource/operations/precondition.ts';
import { fail, succeed, type Outcome } from '../../resource/problems.ts';
import { malformed } from '../../resource/common-problems.ts';
import { type ChangeRequest } from '../../resource/operations/change.ts';
import { readDocument } from '../request-body.ts';
import { isKnown } from '../../http/entity-tags.ts';
import { readIfMatch } from '../conditional.ts';
import { preconditionFailed } from '../http-problems.ts';
import { readPreferences } from '../preferences.ts';
import { returned } from '../return-preference.ts';
import { ok, requiredBody, wantsForms, type Body, type Exchange, type Reply, type Route } from '../request.ts';
import { editForm } from '../forms.ts';
import { documentHref } from '../../resource/service-context.ts';
import { deleted, renderAll } from './collection.ts';

const idOf = ({ path }: Exchange): string => path['id'] ?? '';
const selfOf = (exchange: Exchange): string =>
  documentHref(exchange.places, exchange.served.resource.definition, idOf(exchange));

const find = (exchange: Exchange): Promise<Outcome<Document>> =>
  exchange.served.resource.get(idOf(exchange), exchange.context);

async function reply(exchange: Exchange, document: Document): Promise<Outcome<Reply>> {
  const rendered = await renderAll(exchange, [document]);
  if (!rendered.ok) return rendered;
  const item = { ...rendered.value.items[0], ...rendered.value.remarks };
  const isPart = ['projection', 'links_only'].some((name) => exchange.query[name] !== undefined);
  const isMore = wantsForms(exchange) || embedsSomething(exchange);
  // What it shows of others, or offers, changes without it.
  const modified = isMore ? {} : { modified: document._updated };
  return ok(item, { etag: document._etag, isVariant: isPart || isMore, ...modified });
}

const embedsSomething = ({ query, header }: Exchange): boolean =>
  query['embed'] !== undefined || readPreferences(header('prefer')).transclude.length > 0;

/** `If-None-Match` of a change (RFC 9110 §13.1.2): it is refused for what the client has, and with `*` for what is there. */
function unlessKnown({ header }: Exchange, { _etag }: Document): Outcome<undefined> {
  return isKnown(header('if-none-match'), _etag)
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
  (extent: 'part' | 'whole'): Route =>
  async (exchange, body) => {
    const { served, context } = exchange;
    const read = (current: Document) => readChange(exchange, body, current);
    const changed = await served.resource.change({ id: idOf(exchange), extent, read }, context);
    return changed.ok ? returned(exchange, await reply(exchange, changed.value)) : changed;
  };

/** Reads a change against the document as it is: its conditions, then its body. */
function readChange(exchange: Exchange, body: Body, current: Document): Outcome<ChangeRequest> {
  const unless = unlessKnown(exchange, current);
  if (!unless.ok) return unless;
  const ifMatch = readIfMatch(exchange.header('if-match'));
  if (!ifMatch.ok) return ifMatch;
  const given = requiredBody(body);
  if (!given.ok) return given;
  const input = readDocument(given.value, { current });
  return input.ok ? succeed({ ifMatch: ifMatch.value, input: input.value }) : input;
}

/** DELETE of an item, with If-Match. */
export const deleteItem: Route = async (exchange) => {
  const { served, context, query, places } = exchange;
  const ifMatch = (current: Document | undefined): Outcome<IfMatch> => {
    const condition = readIfMatch(exchange.header('if-match'));
    const unless = condition.ok && current !== undefined ? unlessKnown(exchange, current) : succeed(undefined);
    return unless.ok ? condition : unless;
  };
  const request = { id: idOf(exchange), ifMatch, cascade: query['cascade'] === 'true' };
  const removed = await served.resource.remove(request, context);
  return removed.ok ? ok(deleted(1, { self: selfOf(exchange), base: places.base })) : removed;
};

/** GET of the form to change an item, in what the caller may change; without a template, where that is nothing. */
export const getEditForm: Route = async (exchange) => {
  const found = await find(exchange);
  if (!found.ok) return found;
  const { resource } = exchange.served;
  const offer = resource.editOffer(found.value, exchange.context);
  const form = editForm(
    resource.definition,
    { self: selfOf(exchange), document: found.value, offers: offer === undefined ? [] : [offer] },
    exchange.places,
  );
  return ok(form);
};

/** An action on an item. It is no edit of the representation: an `If-Match` is ignored. */
export const actOnItem =
  (action: Action): Route =>
  async (exchange, body) => {
    const { served, context } = exchange;
    if (!body.ok) return body;
    const input = body.value ?? {};
    if (typeof input !== 'object' || Array.isArray(input)) return fail(malformed('the body is to be a JSON object'));
    const acted = await served.resource.act({ id: idOf(exchange), action, input }, context);
    return acted.ok ? succeed(renderActed(exchange, action, acted.value.result)) : acted;
  };

function renderActed(exchange: Exchange, action: Action, { changed, message, references }: Acted): Reply {
  const { definition } = exchange.served.resource;
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
