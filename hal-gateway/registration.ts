import { z } from 'zod';
import type { Modified } from '../kit/resource/modification.ts';
import type { Stored } from '../kit/store/port.ts';

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

const rels = z.record(
  z.string().min(1).max(200),
  z.union([link, z.array(link)], 'must be a link object with `href`, or an array of them'),
  'is required: an object that maps relations to links',
);

/** The body of a registration. Without a `ttl` the service does not renew it; it lasts while the home responds. */
export const registrationInput = z.strictObject({
  name: z
    .string('is required, as a string')
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
      'must be a name of letters, digits, hyphens, dots and underscores, at most 100 characters',
    ),
  baseUrl: z.url({ protocol: /^https?$/, error: 'must be an absolute http or https URL' }),
  rels,
  ttl: z
    .number('must be a number, in seconds')
    .int()
    .min(1, 'must be at least 1 second')
    .max(3600, 'must be at most 3600 seconds')
    .optional(),
});
export type RegistrationInput = z.infer<typeof registrationInput>;

/** A stored registration. `rels` is JSON text, because names of relations may contain dots. */
export interface Registration extends Stored, Modified {
  readonly name: string;
  readonly baseUrl: string;
  readonly rels: string;
  /** The lease in seconds; null for a service that does not renew its registration. */
  readonly ttl: number | null;
  /** When the lease expires; null without a lease. */
  readonly expires: Date | null;
  /** Probes in a row that a service without a lease has missed. */
  readonly missed: number;
  readonly _created: Date;
  readonly _etag: string;
}

/** Missed probes in a row after which a service without a lease leaves the root. */
export const maxMissedProbes = 3;

/** Whether a registration is live: its lease has not expired, or its home responds. */
export const isLive = ({ expires, missed }: Registration, now: Date): boolean =>
  expires === null ? missed < maxMissedProbes : expires > now;

/** Returns the links of a registration by relation, with absolute hrefs. */
export function linksOf({
  rels: json,
  baseUrl,
}: Registration): Readonly<Record<string, RegisteredLink | RegisteredLink[]>> {
  const parsed = rels.parse(JSON.parse(json));
  const base = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`;
  const withAbsoluteHref = (registered: RegisteredLink): RegisteredLink => {
    const isRelative = !/^[a-z][a-z0-9+.-]*:/i.test(registered.href);
    return isRelative ? { ...registered, href: `${base}${registered.href.replace(/^\/+/, '')}` } : registered;
  };
  return Object.fromEntries(
    Object.entries(parsed).map(([rel, links]) => [
      rel,
      Array.isArray(links) ? links.map(withAbsoluteHref) : withAbsoluteHref(links),
    ]),
  );
}
