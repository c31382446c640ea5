import { z } from 'zod';
import type { Modified } from '../../kit/resource/modification.ts';
import type { Stored } from '../../kit/store/port.ts';
import { memoize } from '../../kit/util/memoize.ts';
import type { Registrant } from './registrant.ts';
import { parseUrl } from '../../kit/util/parse-url.ts';

/**
 * A link in a registration; its href may be relative to the service's base URL. `description`, `methods`, `form` and
 * `properties` document the relation on its page and are left out of the root's link.
 */
const link = z.looseObject({
  href: z.string().min(1, 'must not be empty').max(2000),
  title: z.string().optional(),
  description: z.string().optional(),
  methods: z.array(z.string()).optional(),
  form: z.string().optional(),
  properties: z
    .array(z.looseObject({ name: z.string(), prompt: z.string(), required: z.boolean(), type: z.string() }))
    .optional(),
});
export type RegisteredLink = z.infer<typeof link>;

/** The links of a registration by relation. */
export type RegisteredLinks = Readonly<Record<string, RegisteredLink | RegisteredLink[]>>;

const rels = z.record(
  z.string().min(1).max(200),
  z.union([link, z.array(link)], 'must be a link object with `href`, or an array of them'),
  'is required: an object that maps relations to links',
);

/** Whether the probe of a home can only reach that home: a query or a fragment would address something else. */
function isPlain(url: string): boolean {
  const parsed = parseUrl(url);
  return parsed !== undefined && parsed.username === '' && parsed.password === '' && !/[?#]/.test(url);
}

const nameSchema = z
  .string('is required, as a string')
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
    'must be a name of letters, digits, hyphens, dots and underscores, at most 100 characters',
  );

/**
 * Creates the schema of a registration's body. Without a `ttl` the service does not renew it; it lasts while the home
 * responds. `instance` names one of several processes of a service, each of which has a lease of its own.
 */
export const registrationSchema = ({ rels: maxRels }: { readonly rels: number }) =>
  z.strictObject({
    name: nameSchema,
    baseUrl: z
      .url({ protocol: /^https?$/, error: 'must be an absolute http or https URL', abort: true })
      .max(2000, 'must have at most 2000 characters')
      .refine(isPlain, 'must have no query, no fragment and no credentials'),
    rels: rels.refine(
      (links) => Object.keys(links).length <= maxRels,
      `must have at most ${maxRels} relations (GW_MAX_RELS)`,
    ),
    ttl: z
      .number('must be a number, in seconds')
      .int()
      .min(1, 'must be at least 1 second')
      .max(3600, 'must be at most 3600 seconds')
      .optional(),
    instance: z
      .string()
      .regex(/^[\w-]{1,100}$/, 'must have letters, digits, hyphens and underscores, at most 100')
      .optional(),
  });
export type RegistrationInput = z.infer<ReturnType<typeof registrationSchema>>;

/** The content that a registrant submits. */
export interface Submission {
  readonly input: RegistrationInput;
  readonly registrant: Registrant;
}

/** What an instance of a service has registered. */
export interface Content {
  readonly baseUrl: string;
  /** The links as JSON text, because names of relations may contain dots. */
  readonly rels: string;
  /** The lease in seconds; null for a service that does not renew its registration. */
  readonly ttl: number | null;
}

/** An instance of a service, with its lease. */
export interface Instance {
  /** Empty for a service that does not name its instances. */
  readonly id: string;
  readonly content: Content;
  /** Probes in a row that an instance without a lease has missed. */
  readonly missed: number;
  /** When the lease expires, or a home that does not respond is given up; in milliseconds of `performance.now()`. */
  readonly deadline: number | undefined;
}

/** A registration: a name, who holds it, and the instances that are registered under it. */
export interface Registration extends Stored, Modified {
  readonly name: string;
  /** The identity that the name belongs to; undefined for a guest, who registered without a token. */
  readonly owner: string | undefined;
  /** The instances; the one whose content is newest is last. A withdrawn registration has none. */
  readonly instances: readonly Instance[];
  /** The relations that its owner has offered until it is retired; none of a guest. */
  readonly offered: readonly string[];
  /** When a withdrawn registration is retired, in milliseconds of `performance.now()`; undefined while it is not. */
  readonly retiresAt: number | undefined;
  readonly _created: Date;
  readonly _etag: string;
}

/** Missed probes in a row after which an instance without a lease leaves the root. */
export const maxMissedProbes = 3;

/** Whether an instance is live: its lease has not expired, or its home responds. */
export const isLive = ({ content, missed, deadline }: Instance, now: number): boolean =>
  content.ttl === null ? missed < maxMissedProbes : deadline !== undefined && deadline > now;

/** Whether the lease of an instance has expired, or its home has been away for too long. */
export const isOver = ({ deadline }: Instance, now: number): boolean => deadline !== undefined && deadline <= now;

/** Returns the instance that the root shows: the live one with the newest content; undefined if none is live. */
export const liveInstance = ({ instances }: Registration, now: number): Instance | undefined =>
  instances.findLast((instance) => isLive(instance, now));

export const isGuest = ({ owner }: Registration): boolean => owner === undefined;
export const isTrusted = (registration: Registration): boolean => !isGuest(registration);

const isRelative = ({ href }: RegisteredLink): boolean => !/^[a-z][a-z0-9+.-]*:/i.test(href);

/** Returns the links of a registration by relation, with absolute hrefs. The result is cached with the content. */
export const linksOf = memoize(({ rels: json, baseUrl }: Content): RegisteredLinks => {
  const base = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`;
  const withAbsoluteHref = (registered: RegisteredLink): RegisteredLink =>
    isRelative(registered) ? { ...registered, href: `${base}${registered.href.replace(/^\/+/, '')}` } : registered;
  return Object.fromEntries(
    Object.entries(rels.parse(JSON.parse(json))).map(([rel, links]) => [
      rel,
      Array.isArray(links) ? links.map(withAbsoluteHref) : withAbsoluteHref(links),
    ]),
  );
});

/** The size of a content, as bounds count it: at least what its links take in the root. */
export interface ContentSize {
  /** The bytes of its links, with the base URL before every href. */
  readonly bytes: number;
  /** At least the number of its relations, each of which may get a prefix. */
  readonly rels: number;
}

/** Measures a content without rendering it. The result is cached with the content. */
export const sizeOf = memoize(({ rels: json, baseUrl }: Content): ContentSize => {
  const hrefs = json.match(/"href":/g)?.length ?? 0;
  return {
    bytes: Buffer.byteLength(json) + hrefs * (baseUrl.length + 1),
    rels: json.match(/":(?=[[{])/g)?.length ?? 0,
  };
});
