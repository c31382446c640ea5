import { z } from 'zod';
import type { RemoteDocument, RemoteMatches } from '../resource/remote-resources.ts';
import { unavailable } from '../resource/common-problems.ts';
import type { Problem } from '../resource/problems.ts';
import type { HttpResult } from '../http/client.ts';
import { referenceName, relationOfReference } from '../http/reference-name.ts';

const documentShape = z.looseObject({ _id: z.string(), _etag: z.string() });
const pageShape = z.looseObject({
  _embedded: z.record(z.string(), z.unknown()).optional(),
  _meta: z.looseObject({ total: z.number().int() }).optional(),
  _not_embedded: z.record(z.string(), z.string()).optional(),
});
const problemShape = z.looseObject({ type: z.string(), title: z.string(), detail: z.string() });

/** Parses a HAL document of another service: `_venue_ref` becomes `venue`; undefined if the body is not a document. */
function parseRemoteDocument(body: unknown): RemoteDocument | undefined {
  const parsed = documentShape.safeParse(body);
  if (!parsed.success) return undefined;
  const renamed = Object.entries(parsed.data).map(([name, value]): [string, unknown] => [
    relationOfReference(name) ?? name,
    value,
  ]);
  const { _id, _etag } = parsed.data;
  return { ...Object.fromEntries(renamed), _id, _etag, representation: body as typeof parsed.data };
}

/** Parses a page of another service's collection; undefined if the body is not a collection. */
export function parseRemotePage(body: unknown, rel: string): (RemoteMatches & { readonly total: number }) | undefined {
  const page = pageShape.safeParse(body);
  if (!page.success) return undefined;
  const items = z.array(z.unknown()).safeParse(page.data._embedded?.[rel] ?? []);
  const documents = (items.success ? items.data : [])
    .map(parseRemoteDocument)
    .filter((document) => document !== undefined);
  const { _meta, _not_embedded } = page.data;
  return { documents, total: _meta?.total ?? documents.length, notEmbedded: _not_embedded ?? {} };
}

type RemoteView = readonly [string, Readonly<Record<string, unknown>>];

/** Parses a list of views to entries of `_id` and representation; undefined if the body is not such a list. */
export function parseRemoteViews(
  body: unknown,
  { view, of }: { readonly view: string; readonly of: string },
): readonly RemoteView[] | undefined {
  const reference = referenceName(of);
  const views = z.array(z.looseObject({ [reference]: z.string() }));
  const parsed = z.looseObject({ _embedded: z.looseObject({ [view]: views }) }).safeParse(body);
  if (!parsed.success) return undefined;
  const embedded = views.parse(parsed.data._embedded[view]);
  return embedded.map((each): RemoteView => [String(each[reference]), each]);
}

const pascal = (slug: string): string =>
  slug.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

const unexpected = (status: number, resource: string): Problem =>
  unavailable(`the service of the ${resource} resource sent an unexpected response (status ${status})`);

/** A problem that another service sent. */
export interface RemoteProblem extends Pick<Problem, 'detail' | 'extensions'> {
  readonly name: string;
  readonly status: number;
  readonly title: string;
}

/** Maps a problem of another service to one of this one. A 5xx becomes `Unavailable`, with the detail of a 503. */
export function localProblemOf({ name, status, title, detail, extensions }: RemoteProblem, resource: string): Problem {
  if (status === 503) return unavailable(detail);
  if (status >= 500) return unexpected(status, resource);
  return { kind: { name, status, title, description: title, extensions: {} }, detail, extensions };
}

/**
 * Maps an error response of another service to a problem of this one. It keeps the problem, with the name at the end of
 * its `type`. A missing or malformed response and a 5xx become `Unavailable`, with the detail of a 503.
 */
export function toLocalProblem(result: HttpResult, resource: string): Problem {
  if (result.kind === 'unreachable') return unavailable(`the service of the ${resource} resource cannot be reached`);
  const parsed = problemShape.safeParse(result.json());
  if (!parsed.success) return unexpected(result.status, resource);
  const { type, title, detail, ...extensions } = parsed.data;
  const name = pascal(type.slice(type.lastIndexOf('/') + 1));
  return localProblemOf({ name, status: result.status, title, detail, extensions }, resource);
}
