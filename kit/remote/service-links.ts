import { expandLink, type HalLink, type HalLinks } from './hal-links.ts';
import { accountRelations, type MeantServices } from './service-names.ts';

/** A relation of the HAL gateway's root at the service that offers it. */
export interface LocatedRelation {
  readonly href: string;
  /** The service's name at the HAL gateway: the audience of service tokens that are sent there. */
  readonly service: string;
}

/** Returns a relation of the root without the name of a service before it. */
export const withoutPrefix = (rel: string): string => rel.slice(rel.indexOf(':') + 1);

/** Whether a link leads to a service: its href is below the service's home. */
const isBelow = (home: string, { href }: HalLink): boolean => href.startsWith(home.endsWith('/') ? home : `${home}/`);

/** Finds a relation in the root of the HAL gateway that the service of this name offers. Guests do not count. */
function linkOf(links: HalLinks, rel: string, service: string): HalLink | undefined {
  const home = links.get('service')?.find(({ name, guest }) => name === service && guest !== true)?.href;
  if (home === undefined) return undefined;
  const offered = [...(links.get(`${service}:${rel}`) ?? []), ...(links.get(rel) ?? [])];
  return offered.find((link) => isBelow(home, link));
}

/**
 * Finds a relation at the service that is meant. Another service that offers the same relation changes
 * nothing: neither takes the place of the service, nor hides it, although the root then prefixes both links. A link that
 * leads elsewhere than to the service is not followed.
 */
export function locateRelation(links: HalLinks, rel: string, meant: MeantServices): LocatedRelation | undefined {
  for (const service of meant(rel)) {
    const link = linkOf(links, rel, service);
    if (link !== undefined) return { href: expandLink(link), service };
  }
  return undefined;
}

/** Returns the names of all services of the system that offer a relation, whoever is meant. */
export function servicesOffering(links: HalLinks, rel: string): readonly string[] {
  const services = links.get('service') ?? [];
  return services.flatMap(({ name }) => (name !== undefined && linkOf(links, rel, name) !== undefined ? [name] : []));
}

/** Returns the names of all services of the system that link a collection at this path below their home. */
export function servicesWithCollection(links: HalLinks, path: string): readonly string[] {
  const hrefs = new Set(links.rels.flatMap((rel) => links.get(rel) ?? []).map(({ href }) => href));
  const services = (links.get('service') ?? []).filter(({ guest }) => guest !== true);
  return services.flatMap(({ name, href }) =>
    name !== undefined && hrefs.has(`${href.replace(/\/$/, '')}/${path}`) ? [name] : [],
  );
}

/** The collection of a resource, at a service of the system. */
export interface LocatedCollection extends LocatedRelation {
  readonly resource: string;
}

/** Returns the collections of all services of the system, whoever is meant. */
export function collectionsIn(links: HalLinks): readonly LocatedCollection[] {
  const services = (links.get('service') ?? []).flatMap(({ name }) => name ?? []);
  const offered = new Set(links.rels.map(withoutPrefix));
  const resources = [...offered].filter((rel) => rel !== 'service' && !accountRelations.has(rel));
  return services.flatMap((service) =>
    resources.flatMap((resource) => {
      const link = linkOf(links, resource, service);
      return link === undefined ? [] : [{ resource, service, href: expandLink(link) }];
    }),
  );
}
