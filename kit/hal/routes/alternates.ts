import type { Alternate } from '../../resource/definition/alternates.ts';
import type { Definition } from '../../resource/definition/definition.ts';
import type { Document } from '../../resource/definition/documents.ts';
import { succeed, type Outcome } from '../../resource/problems.ts';
import { unconditional } from '../media-types.ts';
import { halDialect } from '../property-names.ts';
import { maxResultsLimit, parseListQuery } from '../query.ts';
import { totalCountHeader } from '../render.ts';
import { ok, type ResourceRequest, type Route, type RouteTable } from '../request.ts';
import type { ListSelector } from './collection.ts';

interface Read {
  readonly documents: readonly Document[];
  readonly headers: Readonly<Record<string, string>>;
}
type Reader = (request: ResourceRequest) => Promise<Outcome<Read>>;

const readItem: Reader = async ({ service, path, context }) => {
  const document = await service.resource.get(path['id'] ?? '', context);
  return document.ok ? succeed({ documents: [document.value], headers: {} }) : document;
};

/** Reads a list by the parameters that it has elsewhere; by default, as many documents as one request can. */
const readList =
  (selector: ListSelector): Reader =>
  async (request) => {
    const { service, context, query } = request;
    const parameters = parseListQuery({ max_results: String(maxResultsLimit), ...query }, halDialect(service.resource));
    if (!parameters.ok) return parameters;
    const { filter, sort, page, maxResults } = parameters.value;
    const limits = { limit: maxResults, skip: (page - 1) * maxResults };
    const found = await service.resource.page({ list: selector(request), filter, sort, ...limits }, context);
    if (!found.ok) return found;
    await request.countMore({ objects: found.value.documents.length });
    return succeed({ documents: found.value.documents, headers: totalCountHeader(found.value.total) });
  };

const getAlternate =
  ({ render }: Alternate, read: Reader): Route =>
  async (request) => {
    const found = await read(request);
    if (!found.ok) return found;
    const { documents, headers } = found.value;
    const rendered = await render(documents, request.context);
    return rendered.ok ? ok(rendered.value, { headers }) : rendered;
  };

const routes = ({ alternates }: Definition, path: string, read: Reader): RouteTable =>
  alternates.map((alternate) => [
    `${path}/${alternate.file}`,
    { GET: getAlternate(alternate, read) },
    unconditional(alternate.type),
  ]);

/** Creates the routes of the alternate representations of a list, and of the documents of a collection. */
export const listAlternates = (definition: Definition, path: string, selector: ListSelector): RouteTable =>
  routes(definition, path, readList(selector));
export const itemAlternates = (definition: Definition, path: string): RouteTable => routes(definition, path, readItem);
