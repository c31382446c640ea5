import { viewsOf, type View } from '../../resource/definition/views.ts';
import { malformed } from '../../resource/common-problems.ts';
import type { ViewValues } from '../../resource/operations/views.ts';
import { fail } from '../../resource/problems.ts';
import { wireValue } from '../../resource/fields/index.ts';
import { collectionHref } from '../../resource/service-context.ts';
import { referenceName } from '../../http/reference-name.ts';
import { referenceHref, type HalDocument, type Link } from '../render.ts';
import { ok, type ResourceRequest, type Route, type RouteTable } from '../request.ts';

/** Most documents whose views one request reads, so that its URL stays below the limits of servers. */
export const maxViews = 200;

interface NamedView {
  readonly name: string;
  readonly view: View;
}

const listHref = ({ service, locator }: ResourceRequest, { name }: NamedView): string =>
  `${collectionHref(locator, service.resource.definition)}/${name}`;

/** Renders the view of a document as HAL, with a link to that document. */
function renderView(request: ResourceRequest, named: NamedView, { id, values }: { id: string; values: ViewValues }) {
  const { name, view } = named;
  const list = listHref(request, named);
  const document = referenceHref(request.locator, view.of, id);
  const links: Record<string, Link> = {
    self: { href: `${list}/${encodeURIComponent(id)}`, title: view.title },
    collection: {
      href: `${list}{?of}`,
      templated: true,
      title: `${name} of several documents: their _id, with commas`,
    },
    ...(document === undefined ? {} : { [view.of]: { href: document, title: view.of } }),
  };
  const members = Object.entries(view.fields).map(([member, field]) => [member, wireValue(field, values[member])]);
  const rendered: HalDocument = {
    ...(Object.fromEntries(members) as ViewValues),
    [referenceName(view.of)]: id,
    _links: links,
  };
  return rendered;
}

/** Handles GET of the view of one document. */
const getView =
  (named: NamedView): Route =>
  async (request) => {
    const id = request.path['id'] ?? '';
    const values = await request.service.resource.view({ view: named.view, id }, request.context);
    return values.ok ? ok(renderView(request, named, { id, values: values.value })) : values;
  };

/** Handles GET of the views of several documents, those in `of`. It omits documents that the caller may not read. */
const getViews =
  (named: NamedView): Route =>
  async (request) => {
    const given = [request.query['of'] ?? []].flat().flatMap((text) => text.split(','));
    const ids = [...new Set(given)].filter((id) => id !== '');
    if (ids.length > maxViews) return fail(malformed(`of: at most ${maxViews} documents, not ${ids.length}`));
    const found = await request.service.resource.views({ view: named.view, ids }, request.context);
    if (!found.ok) return found;
    await request.countMore({ objects: found.value.size });
    const list = listHref(request, named);
    const self = `${list}${ids.length === 0 ? '' : `?of=${ids.map(encodeURIComponent).join(',')}`}`;
    const items = [...found.value].map(([id, values]) => renderView(request, named, { id, values }));
    const search = { href: `${list}{?of}`, templated: true, title: 'By the _id of the documents, with commas' };
    const links = { self: { href: self, title: named.view.title }, search };
    return ok({ _links: links, _embedded: { [named.name]: items } });
  };

/** Creates the routes of the views: `GET {collection}/{view}/{id}` of one document, `GET {collection}/{view}` of several. */
export const viewRoutes = (definition: Parameters<typeof viewsOf>[0] & { readonly plural: string }): RouteTable =>
  viewsOf(definition).flatMap(([name, view]) => [
    [`/${definition.plural}/${name}/:id`, { GET: getView({ name, view }) }] as const,
    [`/${definition.plural}/${name}`, { GET: getViews({ name, view }) }] as const,
  ]);
