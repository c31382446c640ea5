import { succeed, type Outcome } from '../../resource/problems.ts';
import type { CreateResult } from '../../resource/operations/create-result.ts';
import { documentHref } from '../../resource/service-context.ts';
import type { RepresentationRequest } from '../representation-query.ts';
import type { HalResponse, ResourceRequest } from '../request.ts';
import { applyReturnPreference } from '../return-preference.ts';
import { renderItems } from './render-items.ts';

/**
 * Returns the response to a creation. For a batch, `batchList` is the URL of the list to which it was sent; with
 * `Prefer: return=minimal`, the response then still has the `_id` and the `_etag` of each document.
 */
export async function createdResponse(
  request: RepresentationRequest,
  created: readonly CreateResult[],
  batchList: string | undefined,
): Promise<Outcome<HalResponse>> {
  const rendered = await renderItems(
    request,
    created.map(({ document }) => document),
  );
  const { items, remarks } = rendered;
  if (batchList === undefined)
    return applyReturnPreference(request, itemResponse(request, created[0], { ...items[0], ...remarks }));
  const batch = (embedded: readonly object[]) => batchBody(request, batchList, embedded);
  const response = { status: 201, body: { ...batch(items), ...remarks }, headers: { location: batchList } };
  return applyReturnPreference(request, succeed(response), batch(created.map((each) => identity(request, each))));
}

function itemResponse(request: ResourceRequest, created: CreateResult | undefined, item: object): Outcome<HalResponse> {
  if (created === undefined) throw new Error('create() returned no document');
  return succeed({
    status: created.created ? 201 : 200,
    body: item,
    etag: created.document._etag,
    headers: { location: selfOf(request, created) },
  });
}

const selfOf = ({ service, locator }: ResourceRequest, { document }: CreateResult): string =>
  documentHref(locator, service.resource.definition, document._id);

/** Returns what identifies a created document and its version. */
const identity = (request: ResourceRequest, created: CreateResult) => ({
  _id: created.document._id,
  _etag: created.document._etag,
  _links: { self: { href: selfOf(request, created) } },
});

const batchBody = ({ service }: ResourceRequest, list: string, embedded: readonly object[]) => ({
  _links: { self: { href: list } },
  _embedded: { [service.resource.definition.name]: embedded },
});
