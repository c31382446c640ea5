import { createMediaTypeChooser, type MediaTypeChooser } from '../http/content-negotiation.ts';

/** HAL-FORMS (https://rwcbook.github.io/hal-forms/). */
export const formsType = 'application/prs.hal-forms+json';

/** The media types of documents; the first is the default. */
export const documentTypes = ['application/hal+json', 'application/json', formsType] as const;

export const htmlType = 'text/html';

/** What the route at a path produces. */
export interface MediaTypes {
  /** The default first. */
  readonly types: readonly string[];
  /** Chooses one by a client's `Accept`; undefined where the client accepts none of them. */
  readonly choose: MediaTypeChooser<string>;
}

/** Media types among which clients choose; who accepts none of them gets 406 (RFC 9110 §15.5.7). */
const negotiated = (...types: readonly string[]): MediaTypes => ({ types, choose: createMediaTypeChooser(types) });

/** Media types whose default is sent also to clients that accept none of them (RFC 9110 §12.5.1 allows it). */
export function unconditional(...types: readonly [string, ...string[]]): MediaTypes {
  const choose = createMediaTypeChooser(types);
  return { types, choose: (accept) => choose(accept) ?? types[0] };
}

const [halType, jsonType] = documentTypes;

export const documents = negotiated(...documentTypes);
export const forms = negotiated(formsType, halType, jsonType);
/** JSON without links; clients that ask for HAL get it under that name. */
export const json = negotiated(jsonType, halType, formsType);
/** Documents that are pages for people as well. */
export const documentPages = negotiated(...documentTypes, htmlType);
export const jsonPages = negotiated(jsonType, halType, formsType, htmlType);
