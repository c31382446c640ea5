/** Timeouts for a busy machine, where all parts and the clients share one event loop that may be late. */
export const generousTimeouts = {
  PEER_TIMEOUT_MS: '30000',
  STORE_TIMEOUT_MS: '30000',
  GRAPHQL_REQUEST_TIMEOUT_MS: '30000',
  MAX_EVENT_LOOP_LAG_MS: '0',
  ADMISSION_WAIT_MS: '30000',
  AUTH_TOKEN_SECONDS: '600',
};

/** A sign-in throttle that tests do not reach, whose clients have one address. */
export const unthrottledSignIn = { AUTH_ATTEMPTS_PER_ADDRESS: '100000' };

/**
 * Leases of registrations that outlast whatever keeps the process of a test busy, such as loading the gateway. Without a
 * renewal in time, all services would leave the root.
 */
export const longLeases = { LEASE_SECONDS: '100' };
