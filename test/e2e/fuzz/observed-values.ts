import { z } from 'zod';

/**
 * Generated requests name documents by placeholders, since their `_id`s come up while the storm is on: the `index`th
 * document of a resource that was seen, round and round. Percent-encoding leaves a placeholder as it is.
 */
export const known = (resource: string, index: number): string => `~~${resource}.${index}~~`;
/** The entity tag of such a document, as it was last seen. */
export const knownTagOf = (resource: string, index: number): string => `~~${resource}.${index}.tag~~`;
/** The entity tag of the document that the path names, as it was last seen. */
export const knownTag = '~~etag~~';

const placeholder = /~~(\w+)\.(\d+)(\.tag)?~~/g;
const unknownId = '01900000-0000-7000-8000-000000000000';
/** Documents of one resource that are remembered; older ones are forgotten. */
const most = 120;

/** Registrations with the gateway, as a resource. */
export const registration = 'gateway_registration';
/** What the names of the storm's own registrations with the gateway begin with. */
export const ownPrefix = 'fuzz-';

const item = z.looseObject({
  _id: z.string(),
  _etag: z.string(),
  _links: z.looseObject({ self: z.looseObject({ href: z.string() }) }),
});
const list = z.looseObject({ _embedded: z.record(z.string(), z.unknown()) });

/** What the storm has seen of the system's documents. */
export interface Known {
  /** Takes the documents of an answer in; of the gateway's registrations only those that the storm has made. */
  learn(body: unknown): void;
  /** Takes a document in, with its entity tag where that is known; or whatever else has a name and comes in many. */
  note(resource: string, id: string, tag?: string): void;
  /** Forgets the document that the path leads to. */
  forget(path: string): void;
  /** Fills placeholders in; the tag is that of the document that `path`, filled in, names. */
  fill(text: string, path: string): string;
}

export function createKnown(resourceOf: (plural: string) => string): Known {
  const ids = new Map<string, string[]>();
  const tags = new Map<string, string>();

  function remember({ _id, _etag, _links, name }: z.infer<typeof item>): void {
    const [plural = ''] = new URL(_links.self.href).pathname.split('/').filter((part) => part !== '');
    const resource = resourceOf(plural);
    if (resource === registration && !String(name).startsWith(ownPrefix)) return;
    note(resource, _id, _etag);
  }

  function note(resource: string, id: string, tag?: string): void {
    const seen = ids.get(resource) ?? [];
    if (!seen.includes(id)) ids.set(resource, [...seen, id].slice(-most));
    if (tag !== undefined) tags.set(id, tag);
  }

  function learn(body: unknown): void {
    const one = item.safeParse(body);
    if (one.success) remember(one.data);
    const many = list.safeParse(body);
    if (many.success) for (const each of Object.values(many.data._embedded).flat()) learn(each);
  }

  function forget(path: string): void {
    const [, plural = '', id = '', ...below] = path.split(/[/?]/, 4);
    if (below.length > 0 || !tags.delete(id)) return;
    const resource = resourceOf(plural);
    const seen = ids.get(resource) ?? [];
    ids.set(
      resource,
      seen.filter((each) => each !== id),
    );
  }

  const filled = (text: string): string =>
    text.replace(placeholder, (_, resource: string, index: string, tag: string | undefined) => {
      const seen = ids.get(resource) ?? [];
      const id = seen[Number(index) % Math.max(1, seen.length)] ?? unknownId;
      return tag === undefined ? id : (tags.get(id) ?? 'unknown');
    });

  return {
    learn,
    note,
    forget,
    fill: (text, path) => {
      const named = filled(path)
        .split(/[/?]/)
        .find((part) => tags.has(part));
      return filled(text).replaceAll(knownTag, () => tags.get(named ?? '') ?? 'unknown');
    },
  };
}
