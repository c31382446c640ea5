import { entityTagOf } from '../kit/http/entity-tags.ts';
import { linksOf, type RegisteredLink, type Registration } from './registration.ts';

/** The links of the gateway itself. Their relations are reserved: a service's relation of that name gets a prefix. */
const ownLinks = (base: string): Record<string, RegisteredLink> => ({
  self: { href: `${base}/`, title: 'The links of all services' },
  gateway_registrations: { href: `${base}/gateway_registrations`, title: 'The registered services' },
  health: { href: `${base}/health`, title: 'The health of the gateway' },
  describedby: { href: `${base}/relations`, title: 'The relations of the gateway' },
});
const reservedRels = new Set(['self', 'gateway_registrations', 'health', 'describedby', 'service', 'curies']);

export interface RootDocumentSettings {
  /** The URL of the gateway, without a slash at the end. */
  readonly base: string;
  /** The prefix of the curies' hrefs. */
  readonly namespace: string;
}

/** The root document with its entity tag, which is a hash of its links. */
export interface RootDocument {
  readonly _links: Readonly<Record<string, unknown>>;
  readonly _etag: string;
}

/** Returns a link without the members that only its relation's page shows. */
function toRootLink(link: RegisteredLink): RegisteredLink {
  const pageOnly = ['description', 'methods', 'form', 'properties'];
  const members = Object.entries(link).filter(([name]) => !pageOnly.includes(name));
  return { ...Object.fromEntries(members), href: link.href };
}

/**
 * Merges the links of all services. A relation is prefixed with the service's name if several services offer it, if it
 * is reserved, or if it has the prefix of a service.
 */
function mergedLinks(registrations: readonly Registration[]): Record<string, unknown> {
  const entries = registrations.flatMap((registration) =>
    Object.entries(linksOf(registration)).map(([rel, link]) => ({ rel, link, name: registration.name })),
  );
  const countOf = (rel: string): number => entries.filter((entry) => entry.rel === rel).length;
  const isPrefixed = (rel: string): boolean => registrations.some(({ name }) => rel.startsWith(`${name}:`));
  const needsPrefix = (rel: string): boolean => reservedRels.has(rel) || countOf(rel) > 1 || isPrefixed(rel);
  return Object.fromEntries(
    entries.map(({ rel, link, name }) => [
      needsPrefix(rel) ? `${name}:${rel}` : rel,
      Array.isArray(link) ? link.map(toRootLink) : toRootLink(link),
    ]),
  );
}

/** Renders the root document: the links of the gateway and of all live registrations. */
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
    ...ownLinks(base),
    service: services,
    ...mergedLinks(registrations),
    curies,
  };
  return { _links: links, _etag: entityTagOf(JSON.stringify(links)) };
}
