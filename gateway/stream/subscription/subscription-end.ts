import type { WireErrorCode } from '../../../kit/graphql/wire-errors.ts';

/**
 * Why a subscription has ended: its service ended it, or was lost; the client has disconnected, or reads too slowly; it
 * was open for the longest time; its service has left or moved; the gateway stops.
 */
export type SubscriptionEnd = keyof typeof endings;

interface Ending {
  /** Whether events that wait are still sent. */
  readonly sendsRest: boolean;
  /** The last error that the client gets; undefined for an end that is none of its business. */
  readonly error?: { readonly code: WireErrorCode; readonly message: string };
}

const again = 'Subscribe again, and read anew what may have changed meanwhile.';
const ended = (reason: string): NonNullable<Ending['error']> => ({
  code: 'SUBSCRIPTION_ENDED',
  message: `The subscription has ended: ${reason}. ${again}`,
});

/** What each end means for the client. */
export const endings = {
  complete: { sendsRest: true },
  service: { sendsRest: true, error: ended('the connection to its service was lost') },
  client: { sendsRest: false },
  overflow: { sendsRest: false, error: ended('events came faster than they were read, or one was too large') },
  age: { sendsRest: false, error: ended('it was open for the longest time that is allowed') },
  moved: { sendsRest: false, error: ended('its service has moved, or has left the graph') },
  shutdown: { sendsRest: false, error: ended('the gateway is stopping') },
} as const satisfies Record<string, Ending>;

/** Returns what an end means for the client. */
export const endingOf = (end: SubscriptionEnd): Ending => endings[end];
