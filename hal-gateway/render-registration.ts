import {
  isGuest,
  linksOf,
  liveInstance,
  type Content,
  type Instance,
  type Registration,
} from './registry/registration.ts';
import { expiresOf } from './registry/stored-registration.ts';

/** Returns the URL of a registration. */
export const registrationHref = ({ _id }: Registration, base: string): string => `${base}/gateway_registrations/${_id}`;

const noContent: Content = { baseUrl: '', rels: '{}', ttl: null };

/** Returns the instance that represents a registration: the one that the root shows, or else the newest. */
const shownInstance = (registration: Registration): Instance | undefined =>
  liveInstance(registration, performance.now()) ?? registration.instances.at(-1);

/** Renders a registration as HAL. `expires` is when the last of its leases does. */
export function renderRegistration(registration: Registration, base: string) {
  const { name, instances, _id, _created, _updated, _etag } = registration;
  const content = shownInstance(registration)?.content ?? noContent;
  const expires = new Date(Math.max(...instances.map((instance) => expiresOf(instance)?.getTime() ?? 0)));
  const collection = `${base}/gateway_registrations`;
  return {
    name,
    baseUrl: content.baseUrl,
    rels: linksOf(content),
    ...(content.ttl === null ? {} : { ttl: content.ttl, expires: expires.toISOString() }),
    guest: isGuest(registration),
    _id,
    _created: _created.toISOString(),
    _updated: _updated.toISOString(),
    _etag,
    _links: {
      self: { href: registrationHref(registration, base) },
      parent: { href: collection },
      collection: { href: collection },
    },
  };
}

/**
 * Renders a list of registrations as HAL; `query` is that of the request. Services written for the original gateway find
 * themselves in `_items`.
 */
export function renderRegistrations(
  registrations: readonly Registration[],
  { base, query }: { readonly base: string; readonly query: string },
) {
  const items = registrations.map((registration) => renderRegistration(registration, base));
  const list = `${base}/gateway_registrations`;
  return {
    _links: {
      self: { href: `${list}${query}` },
      parent: { href: `${base}/` },
      item: { href: `${list}/{id}`, templated: true },
      search: { href: `${list}{?where,pretty}`, templated: true },
    },
    _meta: { page: 1, max_results: Math.max(items.length, 1), total: items.length },
    _embedded: { gateway_registrations: items },
    _items: items,
  };
}
