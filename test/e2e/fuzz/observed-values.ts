import { z } from 'zod';

/**
 * Returns a placeholder for the `_id` of the `index`th observed document of a resource (modulo their count). Requests
 * are generated with placeholders, since `_id`s are known only during the run. Percent-encoding keeps placeholders.
 */
export const idPlaceholder = (resource: string, index: number): string => `~~${resource}.${index}~~`;
/** Returns a placeholder for the last observed entity tag of such a document. */
export const etagPlaceholder = (resource: string, index: number): string => `~~${resource}.${index}.tag~~`;
/** Placeholder for the last observed entity tag of the document that the path names. */
export const pathEtagPlaceholder = '~~etag~~';

const placeholder = /~~(\w+)\.(\d+)(\.tag)?~~/g;
const unknownId = '01900000-0000-7000-8000-000000000000';
/** Documents to remember for each resource; the oldest are forgotten first. */
const maxPerResource = 120;

/** Resource name of registrations with the gateway. */
export const registrationResource = 'gateway_registration';
/** Prefix of the names of registrations that the fuzzer creates. */
export const fuzzRegistrationPrefix = 'fuzz-';

const item = z.looseObject({
  _id: z.string(),
  _etag: z.string(),
  _links: z.looseObject({ self: z.looseObject({ href: z.string() }) }),
});
const list = z.looseObject({ _embedded: z.record(z.string(), z.unknown()) });

/** Documents that the fuzzer has observed in responses. */
export interface ObservedDocuments {
  /** Records the documents in a response body; of registrations only those that the fuzzer created. */
  observe(body: unknown): void;
  /** Records a document with its entity tag, if known, or another value under a name, such as a cursor. */
  record(resource: string, id: string, etag?: string): void;
  /** Forgets the document that the path names. */
  forget(path: string): void;
  /** Fills in the placeholders of a text. `path` names the document of `pathEtagPlaceholder`. */
  fillPlaceholders(text: string, path: string): string;
}

export function createObservedDocuments(resourceOf: (plural: string) => string): ObservedDocuments {
  const ids = new Map<string, string[]>();
  const etags = new Map<string, string>();

  function recordItem({ _id, _etag, _links, name }: z.infer<typeof item>): void {
    const [plural = ''] = new URL(_links.self.href).pathname.split('/').filter((part) => part !== '');
    const resource = resourceOf(plural);
    if (resource === registrationResource && !String(name).startsWith(fuzzRegistrationPrefix)) return;
    record(resource, _id, _etag);
  }

  function record(resource: string, id: string, etag?: string): void {
    const observed = ids.get(resource) ?? [];
    if (!observed.includes(id)) ids.set(resource, [...observed, id].slice(-maxPerResource));
    if (etag !== undefined) etags.set(id, etag);
  }

  function observe(body: unknown): void {
    const asItem = item.safeParse(body);
    if (asItem.success) recordItem(asItem.data);
    const asList = list.safeParse(body);
    if (asList.success) for (const embedded of Object.values(asList.data._embedded).flat()) observe(embedded);
  }

  function forget(path: string): void {
    const [, plural = '', id = '', ...below] = path.split(/[/?]/, 4);
    if (below.length > 0 || !etags.delete(id)) return;
    const resource = resourceOf(plural);
    const observed = ids.get(resource) ?? [];
    ids.set(
      resource,
      observed.filter((other) => other !== id),
    );
  }

  const fillIds = (text: string): string =>
    text.replace(placeholder, (_, resource: string, index: string, etagSuffix: string | undefined) => {
      const observed = ids.get(resource) ?? [];
      const id = observed[Number(index) % Math.max(1, observed.length)] ?? unknownId;
      return etagSuffix === undefined ? id : (etags.get(id) ?? 'unknown');
    });

  return {
    observe,
    record,
    forget,
    fillPlaceholders: (text, path) => {
      const documentId = fillIds(path)
        .split(/[/?]/)
        .find((part) => etags.has(part));
      return fillIds(text).replaceAll(pathEtagPlaceholder, () => etags.get(documentId ?? '') ?? 'unknown');
    },
  };
}
