import type { Cluster } from '../cluster.ts';
import type { Random } from '../random.ts';
import type { Order } from './face.ts';

export interface HalRequest {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly service: keyof Cluster['services'];
  readonly path: string;
  readonly body?: unknown;
}

const cascaded = (cascade: boolean): string => (cascade ? '?cascade=true' : '');

/** Returns the HAL request for an operation. To register, there are two; `random` picks one. */
export function halRequest({ deed, username }: Order, random: Random): HalRequest {
  switch (deed.kind) {
    case 'createVenue':
      return {
        method: 'POST',
        service: 'venues',
        path: '/venues',
        body: { name: deed.name, capacity: deed.capacity },
      };
    case 'resize':
      return { method: 'PATCH', service: 'venues', path: `/venues/${deed.venue}`, body: { capacity: deed.capacity } };
    case 'removeVenue':
      return { method: 'DELETE', service: 'venues', path: `/venues/${deed.venue}${cascaded(deed.cascade)}` };
    case 'createEvents': {
      const bodies = deed.slots.map((slot) => ({ name: 'Event', ...slot }));
      const body = bodies.length === 1 ? bodies[0] : bodies;
      return { method: 'POST', service: 'events', path: `/events/venue/${deed.venue}`, body };
    }
    case 'move': {
      const body = { ...deed.slot, ...(deed.venue === undefined ? {} : { _venue_ref: deed.venue }) };
      return { method: 'PATCH', service: 'events', path: `/events/${deed.event}`, body };
    }
    case 'removeEvent':
      return { method: 'DELETE', service: 'events', path: `/events/${deed.event}${cascaded(deed.cascade)}` };
    case 'createAccount':
      return {
        method: 'POST',
        service: 'accounts',
        path: '/accounts',
        body: { username: deed.username, name: 'Member', role: 'member', password: 'password' },
      };
    case 'removeAccount':
      return { method: 'DELETE', service: 'accounts', path: `/accounts/${deed.account}${cascaded(deed.cascade)}` };
    case 'register': {
      if (random.chance(0.5)) {
        const body = { _account_ref: deed.account };
        return { method: 'POST', service: 'registrations', path: `/registrations/event/${deed.event}`, body };
      }
      const body = { username: username(deed.account) };
      return { method: 'PUT', service: 'events', path: `/events/${deed.event}/register`, body };
    }
    case 'cancel':
      return {
        method: 'DELETE',
        service: 'events',
        path: `/events/${deed.event}/register`,
        body: { username: username(deed.account) },
      };
  }
}
