import type { Document } from '../../resource/definition/documents.ts';
import type { Action, ActionResult } from '../../resource/definition/actions.ts';
import type { IfMatch } from '../../resource/operations/precondition.ts';
import { fail, succeed, type Outcome } from '../../resource/problems.ts';
import { malformed } from '../../resource/common-problems.ts';
import { type ChangeInput } from '../../resource/operations/change.ts';
import { lastModifiedOf } from '../../resource/modification.ts';
import type { Fields } from '../../resource/fields/index.ts';
import { isObject } from '../../util/is-object.ts';
import { fieldOf, fromFormValue } from '../form-values.ts';
import { parseDocumentBody } from '../request-body.ts';
import { matchesIfNoneMatch } from '../../http/entity-tags.ts';
import { parseIfMatch } from '../conditional.ts';
import { preconditionFailed } from '../http-problems.ts';
import { rejectSelection } from '../query.ts';
import type { RepresentationRequest } from '../representation-query.ts';
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
import { parseFlag } from '../flags.ts';
import { editForm } from '../forms.ts';
import { documentHref } from '../../resource/service-context.ts';
import { referenceHref } from '../render.ts';
import { deletionBody } from './collection.ts';
import { renderItems } from './render-items.ts';

const idOf = ({ path }: ResourceRequest): string => path['id'] ?? '';
const selfOf = (request: ResourceRequest): string =>
  documentHref(request.locator, request.service.resource.definition, idOf(request));

const find = (request: ResourceRequest): Promise<Outcome<Document>> =>
  request.service.resource.get(idOf(request), request.context);

/** Renders the response for an item, with the document's entity tag. */
async function itemResponse(request: RepresentationRequest, document: Document): Promise<Outcome<HalResponse>> {
  const { items, remarks } = await renderItems(request, [document]);
  const item = { ...items[0], ...remarks };
  const { projection, linksOnly, embeds } = request.representation;
  const isPartial = projection !== undefined || linksOnly;
  const isExtended = wantsForms(request) || embeds.size > 0;
  // Embedded resources and templates change independently of the document.
  const lastModified = isExtended ? {} : { lastModified: lastModifiedOf(document) };
  return ok(item, { etag: document._etag, isVariant: isPartial || isExtended, ...lastModified });
}

/**
 * Checks `If-None-Match` of a write (RFC 9110 §13.1.2): fails with 412 when it matches the current version or is `*`.
 */
function checkIfNoneMatch({ header }: ResourceRequest, { _etag }: Document): Outcome<undefined> {
  return matchesIfNoneMatch(header('if-none-match'), _etag)
    ? fail(preconditionFailed('If-None-Match matches the current version'))
    : succeed(undefined);
}

/** Handles GET of an item. */
export const getItem: Route<RepresentationRequest> = async (request) => {
  const document = await find(request);
  return document.ok ? itemResponse(request, document.value) : document;
};

/** Handles PATCH (a merge, RFC 7396) and PUT (a replacement) of an item. Both require If-Match. */
export const changeItem =
  (mode: 'merge' | 'replace'): Route<RepresentationRequest> =>
  async (request, body) => {
    const { service, context } = request;
    const read = (current: Document) => parseChange(request, body, current);
    const changed = await service.resource.change({ id: idOf(request), mode, read }, context);
    return changed.ok ? applyReturnPreference(request, await itemResponse(request, changed.value)) : changed;
  };

/** Parses a change to the current document: checks its preconditions, then its body. */
function parseChange(request: ResourceRequest, body: Body, current: Document): Outcome<ChangeInput> {
  const ifNoneMatch = checkIfNoneMatch(request, current);
  if (!ifNoneMatch.ok) return ifNoneMatch;
  const ifMatch = parseIfMatch(request.header('if-match'));
  if (!ifMatch.ok) return ifMatch;
  const required = requireBody(body);
  if (!required.ok) return required;
  const { definition, limits } = request.service.resource;
  const input = parseDocumentBody(required.value, { definition, current, maxIssues: limits.issues });
  return input.ok ? succeed({ ifMatch: ifMatch.value, input: input.value }) : input;
}

/** Handles DELETE of an item, which requires If-Match. */
export const deleteItem: Route = async (request) => {
  const { service, context, query, locator } = request;
  const unselective = rejectSelection(query);
  if (!unselective.ok) return unselective;
  const ifMatch = (current: Document | undefined): Outcome<IfMatch> => {
    const condition = parseIfMatch(request.header('if-match'));
    if (!condition.ok || current === undefined) return condition;
    const ifNoneMatch = checkIfNoneMatch(request, current);
    return ifNoneMatch.ok ? condition : ifNoneMatch;
  };
  const cascade = parseFlag(query, 'cascade');
  if (!cascade.ok) return cascade;
  const removal = { id: idOf(request), ifMatch, cascade: cascade.value };
  const removed = await service.resource.remove(removal, context);
  return removed.ok ? ok(deletionBody(1, { self: selfOf(request), baseUrl: locator.baseUrl })) : removed;
};

/** Handles GET of an item's edit form: its fields are those that the caller may change; without any, no template. */
export const getEditForm: Route = async (request) => {
  const document = await find(request);
  if (!document.ok) return document;
  const { resource } = request.service;
  const affordance = resource.changeAffordance(document.value, request.context);
  const form = editForm(
    resource.definition,
    { self: selfOf(request), document: document.value, affordances: affordance === undefined ? [] : [affordance] },
    request.locator,
  );
  return ok(form);
};

/**
 * Returns the input of an action: the body, and for DELETE also the query, since many clients send no body with it. A
 * field that is empty in the query is absent.
 */
function actionInput({ query }: ResourceRequest, { input, method }: Action, body: Body): Outcome<object> {
  if (!body.ok) return body;
  const values = body.value ?? {};
  if (!isObject(values)) return fail(malformed('the request body must be a JSON object'));
  const sent: Record<string, unknown> = { ...(method === 'DELETE' ? queryValues(query, input) : {}), ...values };
  for (const [name, value] of Object.entries(sent)) sent[name] = fromFormValue(fieldOf(input, name), value);
  return succeed(sent);
}

/** Returns the fields that the query has; of a repeated one the last counts. */
function queryValues(query: ResourceRequest['query'], fields: Fields): Readonly<Record<string, string>> {
  const texts = Object.keys(fields).map((name): [string, string] => [name, [query[name] ?? []].flat().at(-1) ?? '']);
  return Object.fromEntries(texts.filter(([, text]) => text !== ''));
}

/** Handles an action on an item. `If-Match` is ignored, since an action does not edit the representation. */
export function actOnItem(action: Action): Route {
  const act: Route = async (request, body) => {
    const { service, context } = request;
    const input = actionInput(request, action, body);
    if (!input.ok) return input;
    const outcome = await service.resource.act({ id: idOf(request), action, input: input.value }, context);
    return outcome.ok ? succeed(renderActionResult(request, action, outcome.value.result)) : outcome;
  };
  return action.isQueued === true ? Object.assign(act, { queued: action }) : act;
}

function renderActionResult(
  request: ResourceRequest,
  action: Action,
  { changed, message, references }: ActionResult,
): HalResponse {
  const { definition } = request.service.resource;
  const item = selfOf(request);
  const links = Object.entries(references).flatMap(([name, id]) => {
    const href = referenceHref(request.locator, name, id);
    return href === undefined ? [] : [[name, { href }] as const];
  });
  const body = {
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
