import type { Document } from '../../resource/definition/documents.ts';
import { documentHref } from '../../resource/service-context.ts';
import { embedAll } from '../embed.ts';
import { itemTemplates } from '../forms.ts';
import { itemTextRenderer } from '../item-text.ts';
import { renderItem, type HalDocument } from '../render.ts';
import type { RepresentationRequest } from '../representation-query.ts';
import { wantsForms } from '../request.ts';
import type { JsonFragment } from '../../util/json-fragment.ts';

/** Rendered documents, and what could not be embedded in them, if anything. */
export interface RenderedItems {
  readonly items: readonly HalDocument[];
  /** Additional members of the response. */
  readonly remarks: { readonly _not_embedded?: Readonly<Record<string, string>> };
}

/** Whether `renderTexts` renders what a request asks for: documents with all members, and no forms. */
const isText = (request: RepresentationRequest): boolean =>
  !wantsForms(request) && request.representation.projection === undefined && !request.representation.linksOnly;

/** Rendered documents, which are texts where that takes less time, and what could not be embedded in them. */
export interface RenderedTexts extends Omit<RenderedItems, 'items'> {
  readonly items: readonly (HalDocument | JsonFragment)[];
}

/** Renders the documents of a list as `renderItems` does; as fragments of JSON unless a page or a form shows them. */
export async function renderTexts(
  request: RepresentationRequest,
  documents: readonly Document[],
): Promise<RenderedTexts> {
  if (!isText(request)) return renderItems(request, documents);
  const { service, context, locator, representation, itemTexts } = request;
  const { definition } = service.resource;
  const embedding = { documents, embeds: representation.embeds, asText: true };
  const { embedded, notEmbedded } = await embedAll({ definition, ...locator }, embedding, context.remote);
  const render = itemTextRenderer(definition, locator, itemTexts);
  return {
    items: documents.map((document, index) => render(document, embedded[index] ?? {})),
    remarks: remarksOf(notEmbedded),
  };
}

const remarksOf = (notEmbedded: Readonly<Record<string, string>>): RenderedItems['remarks'] =>
  Object.keys(notEmbedded).length === 0 ? {} : { _not_embedded: notEmbedded };

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
  return { items, remarks: remarksOf(notEmbedded) };
}
