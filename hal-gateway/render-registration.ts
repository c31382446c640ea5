import { linksOf, type Registration } from './registration.ts';

/** Returns the URL of a registration. */
export const registrationHref = ({ _id }: Registration, base: string): string => `${base}/gateway_registrations/${_id}`;

/** Renders a registration as HAL. */
export function renderRegistration(registration: Registration, base: string) {
  const { name, baseUrl, ttl, expires, _id, _created, _updated, _etag } = registration;
  const collection = `${base}/gateway_registrations`;
  return {
    name,
    baseUrl,
    rels: linksOf(registration),
    ...(ttl === null ? {} : { ttl, expires: expires?.toISOString() }),
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
