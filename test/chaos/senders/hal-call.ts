import type { ServiceWord } from '../cluster-services.ts';
import type { Random } from '../random.ts';
import type { OperationRequest } from './sender.ts';

export interface HalCall {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly service: ServiceWord;
  readonly path: string;
  readonly body?: unknown;
}

const cascadeQuery = (cascade: boolean): string => (cascade ? '?cascade=true' : '');

/** Returns the HAL request for an operation. `random` picks one of the two ways to register. */
export function halCallOf({ operation, username }: OperationRequest, random: Random): HalCall {
  switch (operation.kind) {
    case 'createVenue':
      return {
        method: 'POST',
        service: 'venues',
        path: '/venues',
        body: { name: operation.name, capacity: operation.capacity },
      };
    case 'resize':
      return {
        method: 'PATCH',
        service: 'venues',
        path: `/venues/${operation.venue}`,
        body: { capacity: operation.capacity },
      };
    case 'removeVenue':
      return {
        method: 'DELETE',
        service: 'venues',
        path: `/venues/${operation.venue}${cascadeQuery(operation.cascade)}`,
      };
    case 'createEvents': {
      const bodies = operation.slots.map((slot) => ({ name: 'Event', ...slot }));
      const body = bodies.length === 1 ? bodies[0] : bodies;
      return { method: 'POST', service: 'events', path: `/events/venue/${operation.venue}`, body };
    }
    case 'move': {
      const body = { ...operation.slot, ...(operation.venue === undefined ? {} : { _venue_ref: operation.venue }) };
      return { method: 'PATCH', service: 'events', path: `/events/${operation.event}`, body };
    }
    case 'removeEvent':
      return {
        method: 'DELETE',
        service: 'events',
        path: `/events/${operation.event}${cascadeQuery(operation.cascade)}`,
      };
    case 'createAccount':
      return {
        method: 'POST',
        service: 'accounts',
        path: '/accounts',
        body: { username: operation.username, name: 'Member', role: 'member', password: 'password' },
      };
    case 'removeAccount':
      return {
        method: 'DELETE',
        service: 'accounts',
        path: `/accounts/${operation.account}${cascadeQuery(operation.cascade)}`,
      };
    case 'createSpeaker':
      return {
        method: 'POST',
        service: 'speakers',
        path: `/speakers/event/${operation.event}`,
        body: { name: 'Speaker' },
      };
    case 'removeSpeaker':
      return { method: 'DELETE', service: 'speakers', path: `/speakers/${operation.speaker}` };
    case 'register': {
      if (random.chance(0.5)) {
        const body = { _account_ref: operation.account };
        return { method: 'POST', service: 'registrations', path: `/registrations/event/${operation.event}`, body };
      }
      const body = { username: username(operation.account) };
      return { method: 'PUT', service: 'events', path: `/events/${operation.event}/register`, body };
    }
    case 'cancel':
      return {
        method: 'DELETE',
        service: 'events',
        path: `/events/${operation.event}/register`,
        body: { username: username(operation.account) },
      };
  }
}
