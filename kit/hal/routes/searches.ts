import { searchesOf, type Search } from '../../resource/definition/searches.ts';
import type { Definition } from '../../resource/definition/definition.ts';
import type { Fields } from '../../resource/fields/index.ts';
import { collectionHref } from '../../resource/service-context.ts';
import { fromFormValue } from '../form-values.ts';
import { countEmbeds, parseEmbeds, parsePage } from '../query.ts';
import { pageLinks, totalCountHeader } from '../render.ts';
import { ok, type ResourceRequest, type Route, type RouteTable } from '../request.ts';
import { sentQuery } from '../sent-query.ts';

/** Returns the values of a search's parameters in the query; those that are empty are absent. */
const valuesIn = ({ query }: ResourceRequest, input: Fields): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(input).flatMap(([name, field]) => {
      const text = [query[name] ?? []].flat().at(-1) ?? '';
      return text === '' ? [] : [[name, fromFormValue(field, text)]];
    }),
  );

/** Handles GET of a search: a page of the documents that it finds, as their own service represents them. */
const getSearch =
  (name: string, search: Search): Route =>
  async (request) => {
    const { service, context, locator } = request;
    const paging = parsePage(request.query);
    if (!paging.ok) return paging;
    const { page, maxResults } = paging.value;
    const embeds = parseEmbeds(request.query['embed'], { relations: undefined, limits: service.resource.limits });
    if (!embeds.ok) return embeds;
    const found = await service.resource.search({ search, values: valuesIn(request, search.input) }, context);
    if (!found.ok) return found;
    const [keys, total] = [found.value.slice((page - 1) * maxResults, page * maxResults), found.value.length];
    const embed = [...embeds.value].flatMap(([rel, paths]) => [rel, ...paths.map((path) => `${rel}.${path}`)]);
    const matches = await context.remote.findByKeys(search.of, { field: '_id', keys, embed });
    if (!matches.ok) return matches;
    await request.countMore({ objects: keys.length * (1 + countEmbeds(embeds.value)) });
    const byId = new Map(matches.value.documents.map((document) => [document._id, document.representation]));
    const [list, query] = [`${collectionHref(locator, service.resource.definition)}/${name}`, sentQuery(request.url)];
    const hasNext = page * maxResults < total;
    const collection = locator.collectionOf(search.of);
    const { notEmbedded } = matches.value;
    const parameters = [...Object.keys(search.input), 'max_results', 'page', 'embed', 'pretty'].join(',');
    const body = {
      _links: {
        self: { href: `${list}${query}`, title: search.title },
        parent: { href: collection ?? `${locator.baseUrl}/` },
        search: { href: `${list}{?${parameters}}`, templated: true, title: search.title },
        ...pageLinks({ list, query, page, maxResults, total, hasNext, nextAfter: undefined }),
      },
      _meta: { page, max_results: maxResults, total },
      _embedded: { [search.of]: keys.flatMap((id) => byId.get(id) ?? []) },
      ...(Object.keys(notEmbedded).length === 0 ? {} : { _not_embedded: notEmbedded }),
    };
    return ok(body, { headers: totalCountHeader(total) });
  };

/** Creates the routes of the searches: `GET {collection}/{search}`. */
export const searchRoutes = (definition: Definition): RouteTable =>
  searchesOf(definition).map(([name, search]) => [`/${definition.plural}/${name}`, { GET: getSearch(name, search) }]);
