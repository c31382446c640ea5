import type { Definition } from '../kit/resource/definition/definition.ts';
import type { Product } from '../kit/util/product.ts';
import { product } from '../product/product.ts';
import { account } from '../subgraphs/accounts/account.ts';
import { event } from '../subgraphs/events/event.ts';
import { registration } from '../subgraphs/registrations/registration.ts';
import { venue } from '../subgraphs/venues/venue.ts';

/** A resource service: what it serves, and where if nothing else is said. */
export interface ServicePart {
  /** The name on the gateways. */
  readonly name: string;
  readonly product: Product;
  readonly definition: Definition;
  readonly port: number;
  /** The variable that moves it to another port. */
  readonly portVariable: string;
}

/** The four resource services, by the word that `npm run start:…` and folders use. */
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
