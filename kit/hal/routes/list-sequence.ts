import type { Definition } from '../../resource/definition/definition.ts';
import type { Document } from '../../resource/definition/documents.ts';
import { relationsOf } from '../../resource/definition/relations.ts';
import type { Outcome } from '../../resource/problems.ts';
import { namesMediaType } from '../../http/content-negotiation.ts';
import { sequenceType, writeSequence } from '../../http/json-sequence.ts';
import { referenceName } from '../../http/reference-name.ts';
import { textOf } from '../../util/json-fragment.ts';
import { ok, type HalRequest, type HalResponse } from '../request.ts';
import type { RenderedTexts } from './render-items.ts';

/** Whether the client, another service, wants a list as a sequence of its documents. */
export function acceptsSequence({ header }: HalRequest): boolean {
  const accept = header('accept');
  return accept?.includes(sequenceType) === true && namesMediaType(accept, sequenceType);
}

/** A page of a list, and its rendered documents. */
interface RenderedList extends RenderedTexts {
  readonly documents: readonly Document[];
  readonly total: number;
}

/**
 * Returns a page as services send it to each other: a sequence of its total and of what tells the documents apart, and
 * of the representation of each document, which the other service embeds as it is.
 */
export function sequenceResponse(
  definition: Definition,
  { documents, items, total, remarks }: RenderedList,
): Outcome<HalResponse> {
  const references = relationsOf(definition).map(([name]) => [referenceName(name), name] as const);
  const properties = [['_id', '_id'], ['_etag', '_etag'], ...references] as const;
  const columns = Object.fromEntries(
    properties.map(([column, property]) => [column, documents.map((document) => document[property])]),
  );
  const head = JSON.stringify({ _meta: { total }, ...remarks, columns });
  return ok(writeSequence([head, ...items.map(textOf)]), { type: sequenceType });
}
