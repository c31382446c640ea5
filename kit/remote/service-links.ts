import { expandLink, type HalLink, type HalLinks } from './hal-links.ts';
import type { MeantServices } from './service-names.ts';

/** Whether a link leads to a service: its href is below the service's home. */
const isBelow = (home: string, { href }: HalLink): boolean => href.startsWith(home.endsWith('/') ? home : `${home}/`);

/** Finds a relation in the root of the HAL gateway that the service of this name offers. */
function linkOf(links: HalLinks, rel: string, service: string): HalLink | undefined {
  const home = links.get('service')?.find(({ name }) => name === service)?.href;
  if (home === undefined) return undefined;
  const offered = [...(links.get(`${service}:${rel}`) ?? []), ...(links.get(rel) ?? [])];
  return offered.find((link) => isBelow(home, link));
}

/**
 * Finds the URL of a relation at the service that is meant. Another service that offers the same relation changes
 * nothing: neither takes the place of the service, nor hides it, although the root then prefixes both links. A link that
 * leads elsewhere than to the service is not followed.
 */
export function findServiceHref(links: HalLinks, rel: string, meant: MeantServices): string | undefined {
  for (const service of meant(rel)) {
    const link = linkOf(links, rel, service);
    if (link !== undefined) return expandLink(link);
  }
  return undefined;
}

/** Returns the names of all services that offer a relation, whoever is meant. */
export function servicesOffering(links: HalLinks, rel: string): readonly string[] {
  const services = links.get('service') ?? [];
  return services.flatMap(({ name }) => (name !== undefined && linkOf(links, rel, name) !== undefined ? [name] : []));
}
