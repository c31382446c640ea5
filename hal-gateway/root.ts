import { entityTagOf } from '../kit/http/entity-tags.ts';
import { linksOf, type RegisteredLink, type Registration } from './registration.ts';

/** The rels that the root has itself: a service's rel of such a name is prefixed even when it alone offers it. */
const ownRels = (base: string): Record<string, RegisteredLink> => ({
  self: { href: `${base}/`, title: 'The root of every service' },
  gateway_registrations: { href: `${base}/gateway_registrations`, title: 'The services that have registered' },
  health: { href: `${base}/health`, title: 'Whether the gateway can do its work' },
  describedby: { href: `${base}/relations`, title: 'What the relations of the gateway itself mean' },
});
const reservedRels = new Set(['self', 'gateway_registrations', 'health', 'describedby', 'service', 'curies']);

export interface RootDocumentSettings {
  readonly base: string;
  /** What the curies' hrefs begin with. */
  readonly namespace: string;
}

/** The root document with its entity tag, a hash of its links. */
export interface RootDocument {
  readonly _links: Readonly<Record<string, unknown>>;
  readonly _etag: string;
}

/** A link without what only its relation's page shows. */
function bare(link: RegisteredLink): RegisteredLink {
  const pageOnly = ['description', 'methods', 'form', 'properties'];
  const kept = Object.entries(link).filter(([name]) => !pageOnly.includes(name));
  return { ...Object.fromEntries(kept), href: link.href };
}

/** The rels of all services; one that two offer, or that the root has itself, is prefixed with the service's name. */
function mergedRels(registrations: readonly Registration[]): Record<string, unknown> {
  const offers = registrations.flatMap((registration) =>
    Object.entries(linksOf(registration)).map(([rel, link]) => ({ rel, link, name: registration.name })),
  );
  const offeredBy = (rel: string): number => offers.filter((offer) => offer.rel === rel).length;
  return Object.fromEntries(
    offers.map(({ rel, link, name }) => [
      reservedRels.has(rel) || offeredBy(rel) > 1 ? `${name}:${rel}` : rel,
      Array.isArray(link) ? link.map(bare) : bare(link),
    ]),
  );
}

/** The aggregation of all root documents. Pure: the live registrations → the document. */
export function renderRoot(
  registrations: readonly Registration[],
  { base, namespace }: RootDocumentSettings,
): RootDocument {
  const curies = registrations.map(({ name }) => ({
    name,
    href: `${namespace}/${name}/relations/{rel}`,
    templated: true,
  }));
  const services = registrations.map(({ name, baseUrl }) => ({ href: `${baseUrl}/`, name }));
  const links = {
    ...ownRels(base),
    service: services,
    ...mergedRels(registrations),
    curies,
  };
  return { _links: links, _etag: entityTagOf(JSON.stringify(links)) };
}
