import { z } from 'zod';
import type { Stored } from '../kit/store/port.ts';

/**
 * A link as a service registers it; its href may be relative to the service's base URL. `description`, `methods`,
 * `form` and `properties` are for the page that says what the relation means, and are no part of the root's link.
 */
const link = z.looseObject({
  href: z.string().min(1, 'a link needs an href').max(2000),
  title: z.string().optional(),
  description: z.string().optional(),
  methods: z.array(z.string()).optional(),
  form: z.string().optional(),
  properties: z
    .array(z.looseObject({ name: z.string(), prompt: z.string(), required: z.boolean(), type: z.string() }))
    .optional(),
});
export type RegisteredLink = z.infer<typeof link>;

const rels = z.record(
  z.string().min(1).max(200),
  z.union([link, z.array(link)], 'a rel is a link object, or an array of them'),
  'is required: an object of relations and their links',
);

/** What a service says of itself. Without a `ttl` it never renews, and lasts while its home answers. */
export const registrationInput = z.strictObject({
  name: z
    .string('is required, as text')
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
      'must be a name of letters, digits, hyphens, dots and underscores, at most 100 characters',
    ),
  baseUrl: z.url({ protocol: /^https?$/, error: 'must be an absolute http or https URL' }),
  rels,
  ttl: z
    .number('must be a number of seconds')
    .int()
    .min(1, 'must be at least 1 second')
    .max(3600, 'must be at most 3600 seconds')
    .optional(),
});
export type RegistrationInput = z.infer<typeof registrationInput>;

/** A registration as it is stored. `rels` is JSON: names of rels may have dots. */
export interface Registration extends Stored {
  readonly name: string;
  readonly baseUrl: string;
  readonly rels: string;
  /** Seconds of a lease; null for a service that does not renew. */
  readonly ttl: number | null;
  /** Until when the lease lasts. */
  readonly expires: Date | null;
  /** How often in a row the home of a service without a lease did not answer. */
  readonly missed: number;
  readonly _created: Date;
  readonly _updated: Date;
  readonly _etag: string;
}

/** Probes in a row that a service without a lease may miss. */
export const maxMissedProbes = 3;

/** Whether a registration counts at this moment. */
export const isLive = ({ expires, missed }: Registration, now: Date): boolean =>
  expires === null ? missed < maxMissedProbes : expires > now;

/** The links of a registration, absolute. */
export function linksOf({
  rels: text,
  baseUrl,
}: Registration): Readonly<Record<string, RegisteredLink | RegisteredLink[]>> {
  const parsed = rels.parse(JSON.parse(text));
  const base = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`;
  const absolute = (each: RegisteredLink): RegisteredLink => {
    const isRelative = !/^[a-z][a-z0-9+.-]*:/i.test(each.href);
    return isRelative ? { ...each, href: `${base}${each.href.replace(/^\/+/, '')}` } : each;
  };
  return Object.fromEntries(
    Object.entries(parsed).map(([rel, links]) => [rel, Array.isArray(links) ? links.map(absolute) : absolute(links)]),
  );
}
