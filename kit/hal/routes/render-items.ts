import type { Document } from '../../resource/definition/documents.ts';
import { documentHref } from '../../resource/service-context.ts';
import { embedAll } from '../embed.ts';
import { itemTemplates } from '../forms.ts';
import { renderItem, type HalDocument } from '../render.ts';
import type { RepresentationRequest } from '../representation-query.ts';
import { wantsForms } from '../request.ts';

/** Rendered documents, and what could not be embedded in them, if anything. */
export interface RenderedItems {
  readonly items: readonly HalDocument[];
  /** Additional members of the response. */
  readonly remarks: { readonly _not_embedded?: Readonly<Record<string, string>> };
}

/** Renders documents with the projection, embedded resources and templates that the request asks for. */
export async function renderItems(
  request: RepresentationRequest,
  documents: readonly Document[],
): Promise<RenderedItems> {
  const { service, context, locator, representation } = request;
  const { definition } = service.resource;
  const { projection, linksOnly, embeds } = representation;
  const { embedded, notEmbedded } = await embedAll({ definition, ...locator }, { documents, embeds }, context.remote);
  const affordances = wantsForms(request) ? await service.resource.affordances(documents, context) : [];
  const items = documents.map((document, index) => {
    const item = renderItem(definition, document, { locator, projection, linksOnly, embedded: embedded[index] ?? {} });
    const available = affordances[index];
    if (available === undefined) return item;
    const self = documentHref(locator, definition, document._id);
    return { ...item, _templates: itemTemplates(definition, { self, document, affordances: available }, locator) };
  });
  return { items, remarks: Object.keys(notEmbedded).length === 0 ? {} : { _not_embedded: notEmbedded } };
}
