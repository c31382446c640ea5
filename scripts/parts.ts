import type { Definition } from '../kit/resource/definition/definition.ts';
import type { Product } from '../kit/util/product.ts';
import { product } from '../product/product.ts';
import { account } from '../subgraphs/accounts/account.ts';
import { event } from '../subgraphs/events/event.ts';
import { registration } from '../subgraphs/registrations/registration.ts';
import { venue } from '../subgraphs/venues/venue.ts';

/** A resource service, with its definition and its default port. */
export interface ServicePart {
  /** The name at the gateways. */
  readonly name: string;
  readonly product: Product;
  readonly definition: Definition;
  /** The default port. */
  readonly port: number;
  /** The environment variable that overrides the port. */
  readonly portVariable: string;
}

/** The four resource services, by the short name that `npm run start:…` and the folders use. */
export const serviceParts = {
  venues: { name: 'venues-service', product, definition: venue, port: 2113, portVariable: 'PORT_VENUES' },
  registrations: {
    name: 'registrations-service',
    product,
    definition: registration,
    port: 2114,
    portVariable: 'PORT_REGISTRATIONS',
  },
  events: { name: 'events-service', product, definition: event, port: 2115, portVariable: 'PORT_EVENTS' },
  accounts: { name: 'accounts-service', product, definition: account, port: 2116, portVariable: 'PORT_ACCOUNTS' },
} as const satisfies Record<string, ServicePart>;

export type ServiceWord = keyof typeof serviceParts;
export const serviceWords = Object.keys(serviceParts) as ServiceWord[];
