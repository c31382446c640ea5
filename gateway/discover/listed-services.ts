import type { HalLinks } from '../../kit/remote/hal-links.ts';
import type { ListedService } from './reconcile.ts';

/** Which of the listed services are in the graph, and how many at most. */
export interface ListingSettings {
  /** Whether guests are in the graph. */
  readonly guests: boolean;
  readonly maxServices: number;
  readonly maxGuests: number;
}

/** The services that are read, by name. */
export interface Listing {
  readonly services: ReadonlyMap<string, ListedService>;
  /** The names of services that are gone for good. */
  readonly retired: ReadonlySet<string>;
  /** The number of services that are left out because there are more than the maximum. */
  readonly leftOut: number;
}

/** The names that the HAL gateway accepts. */
const serviceName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Returns the services that the root lists, in its order. A guest never takes the place of a trusted service. */
export function listedServices(links: HalLinks | undefined, settings: ListingSettings): Listing {
  const all = (links?.get('service') ?? []).flatMap(({ name = '', href, guest = false }) =>
    serviceName.test(name) ? [{ name, home: href, guest }] : [],
  );
  const trusted = all.filter(({ guest }) => !guest);
  const guests = settings.guests ? all.filter(({ guest }) => guest) : [];
  const read = [...guests.slice(0, settings.maxGuests), ...trusted.slice(0, settings.maxServices)];
  return {
    retired: new Set((links?.get('retired') ?? []).flatMap(({ name }) => name ?? [])),
    services: new Map(read.map(({ name, ...service }) => [name, service])),
    leftOut: trusted.length + guests.length - read.length,
  };
}
