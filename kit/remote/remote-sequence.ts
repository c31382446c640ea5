import { z } from 'zod';
import { readSequence } from '../http/json-sequence.ts';
import { relationOfReference } from '../http/reference-name.ts';
import type { RemoteDocument, RemoteMatches } from '../resource/remote-resources.ts';
import { JsonFragment } from '../util/json-fragment.ts';
import { parseJson } from '../util/parse-json.ts';

/** The first text of a page that services of the system send each other. The representations of its documents follow. */
const headShape = z.object({
  _meta: z.object({ total: z.number().int() }),
  _not_embedded: z.record(z.string(), z.string()).optional(),
  /** The values of `_id`, `_etag` and the references, for each document. */
  columns: z.looseObject({ _id: z.array(z.string()), _etag: z.array(z.string()) }),
});

/** The names under which a document has its columns: `_venue_ref` becomes `venue`. */
const memberName = (column: string): string => relationOfReference(column) ?? column;

/** Parses a page of another service's collection that is a sequence; undefined if it is none. */
export function parseRemoteSequence(text: string): (RemoteMatches & { readonly total: number }) | undefined {
  const [first = '', ...texts] = readSequence(text);
  const head = headShape.safeParse(parseJson(first)).data;
  if (head === undefined) return undefined;
  const columns = Object.entries(head.columns).map(([name, values]) => [memberName(name), values] as const);
  if (columns.some(([, values]) => !Array.isArray(values) || values.length !== texts.length)) return undefined;
  const documents = texts.map((each, index): RemoteDocument => ({
    ...Object.fromEntries(columns.map(([name, values]) => [name, (values as unknown[])[index]])),
    _id: head.columns._id[index] ?? '',
    _etag: head.columns._etag[index] ?? '',
    representation: new JsonFragment(each),
  }));
  return { documents, total: head._meta.total, notEmbedded: head._not_embedded ?? {} };
}
