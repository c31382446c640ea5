import { createMediaTypeChooser, namesMediaType, type MediaTypeChooser } from '../http/content-negotiation.ts';
import { eventStreamType } from '../http/event-stream.ts';

/** HAL-FORMS (https://rwcbook.github.io/hal-forms/). */
export const formsType = 'application/prs.hal-forms+json';

/** The media types of documents; the first is the default. */
export const documentTypes = ['application/hal+json', 'application/json', formsType] as const;

/** The media types of PATCH bodies: a merge patch (RFC 7396), also as plain JSON. */
export const patchTypes = ['application/merge-patch+json', 'application/json'] as const;

/** The media types of request bodies. */
export const bodyTypes: readonly string[] = [
  'application/json',
  'application/hal+json',
  'application/merge-patch+json',
  formsType,
];

/** The media types that a route produces. */
export interface MediaTypes {
  /** All types; the first is the default. */
  readonly types: readonly string[];
  /** Whether a client has to name one: a range that includes it does not do. */
  readonly areNamed?: true;
  /** Chooses a type by `Accept`; returns undefined when the client accepts none. */
  readonly choose: MediaTypeChooser<string>;
}

/** Media types that clients choose from; clients that accept none of them get 406 (RFC 9110 §15.5.7). */
const negotiated = (...types: readonly string[]): MediaTypes => ({ types, choose: createMediaTypeChooser(types) });

/** Media types, of which clients that accept none get the first, as RFC 9110 §12.5.1 allows. */
export function unconditional(...types: readonly [string, ...string[]]): MediaTypes {
  const choose = createMediaTypeChooser(types);
  return { types, choose: (accept) => choose(accept) ?? types[0] };
}

const [halType, jsonType] = documentTypes;

/** HAL documents. */
export const documents = negotiated(...documentTypes);
/**
 * Event streams of HAL documents; the type that is chosen is that of the documents. A client has to name the type of
 * event streams: one that takes anything, such as a crawler or `fetch` by default, waits for an end.
 */
export const documentStreams: MediaTypes = {
  types: [eventStreamType],
  areNamed: true,
  choose: (accept) => (namesMediaType(accept, eventStreamType) ? (documents.choose(accept) ?? halType) : undefined),
};
/** Forms: HAL-FORMS by default. */
export const forms = negotiated(formsType, halType, jsonType);
/** JSON without links. Clients that prefer HAL get it labelled as HAL. */
export const json = negotiated(jsonType, halType, formsType);
