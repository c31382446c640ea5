import type { Document } from '../../resource/definition/documents.ts';
import { succeed, type Outcome } from '../../resource/problems.ts';
import { documentHref } from '../../resource/service-context.ts';
import { embedAll } from '../embed.ts';
import { itemTemplates } from '../forms.ts';
import { parsePreferences } from '../preferences.ts';
import { parseEmbeds, parseFlag, parseProjection, type Embeds } from '../query.ts';
import { projectable, renderItem, type HalDocument } from '../render.ts';
import { wantsForms, type ResourceRequest } from '../request.ts';

/** Rendered documents, and what could not be embedded in them, if anything. */
export interface RenderedItems {
  readonly items: readonly HalDocument[];
  /** Additional members of the response. */
  readonly remarks: { readonly _not_embedded?: Readonly<Record<string, string>> };
}

/** Renders documents with the projection, embedded resources and templates that the request asks for. */
export async function renderItems(
  request: ResourceRequest,
  documents: readonly Document[],
): Promise<Outcome<RenderedItems>> {
  const { service, context, locator, query } = request;
  const { definition } = service.resource;
  const projection = parseProjection(query, projectable(definition));
  if (!projection.ok) return projection;
  const embeds = requestedEmbeds(request);
  if (!embeds.ok) return embeds;
  const { embedded, notEmbedded } = await embedAll(definition, { documents, embeds: embeds.value }, context);
  const affordances = wantsForms(request) ? await service.resource.affordances(documents, context) : [];
  const options = { locator, projection: projection.value, linksOnly: parseFlag(query, 'links_only') };
  const items = documents.map((document, index) => {
    const item = renderItem(definition, document, { ...options, embedded: embedded[index] ?? {} });
    const available = affordances[index];
    if (available === undefined) return item;
    const self = documentHref(locator, definition, document._id);
    return { ...item, _templates: itemTemplates(definition, { self, document, affordances: available }, locator) };
  });
  return succeed({ items, remarks: Object.keys(notEmbedded).length === 0 ? {} : { _not_embedded: notEmbedded } });
}

/** Parses the relations to embed, from `embed` and from `Prefer: transclude`. */
function requestedEmbeds({ service, query, header }: ResourceRequest): Outcome<Embeds> {
  const { definition, limits } = service.resource;
  const { transclude } = parsePreferences(header('prefer'));
  const embed = [query['embed'] ?? [], transclude].flat();
  return parseEmbeds({ ...query, embed }, { relations: Object.keys(definition.relations), limits });
}
