import { z } from 'zod';
import type { RemoteDocument, RemoteMatches } from '../resource/remote-resources.ts';
import { unavailable } from '../resource/common-problems.ts';
import type { Problem } from '../resource/problems.ts';
import type { HttpResult } from '../http/client.ts';
import { relationOfReference } from '../http/reference-name.ts';

const documentShape = z.looseObject({ _id: z.string(), _etag: z.string() });
const pageShape = z.looseObject({
  _embedded: z.record(z.string(), z.unknown()).optional(),
  _meta: z.looseObject({ total: z.number().int() }).optional(),
  _not_embedded: z.record(z.string(), z.string()).optional(),
});
const problemShape = z.looseObject({ type: z.string(), title: z.string(), detail: z.string() });

/** A peer's HAL document with its references under their relations' names; undefined when it is none. */
export function parseRemoteDocument(body: unknown): RemoteDocument | undefined {
  const parsed = documentShape.safeParse(body);
  if (!parsed.success) return undefined;
  const renamed = Object.entries(parsed.data).map(([name, value]): [string, unknown] => [
    relationOfReference(name) ?? name,
    value,
  ]);
  const { _id, _etag } = parsed.data;
  return { ...Object.fromEntries(renamed), _id, _etag, representation: body as typeof parsed.data };
}

/** The documents and the total of a peer's collection; undefined when it is none. */
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

const pascal = (slug: string): string =>
  slug.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** What a peer's refusal means here: its own problem, by the name that its `type` ends in. */
export function toLocalProblem(answer: HttpResult, resource: string): Problem {
  if (answer.kind === 'away') return unavailable(`the service of the ${resource} resource cannot be reached`);
  const parsed = problemShape.safeParse(answer.json());
  if (!parsed.success || answer.status >= 500)
    return unavailable(`the service of the ${resource} resource does not answer as it should`);
  const { type, title, detail, ...extensions } = parsed.data;
  const name = pascal(type.slice(type.lastIndexOf('/') + 1));
  return { kind: { name, status: answer.status, title, description: title, extensions: {} }, detail, extensions };
}
