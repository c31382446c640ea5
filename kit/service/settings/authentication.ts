import { defaultRootPassword } from '../../access/caller.ts';
import type { SignInThrottleSettings } from '../../access/sign-in-throttle.ts';
import { flag, integer, secret } from '../../util/settings/types.ts';

const group = 'Authentication';

/** The password of the administrator. */
export const rootPassword = secret({
  variable: 'AUTH_ROOT_PASSWORD',
  group,
  description: 'The password of `root`, the administrator. The default is rejected in production.',
  default: defaultRootPassword,
  minLength: 1,
  advice: 'a password of your own',
});

/** Settings of authentication: passwords, tokens and the limits of failed attempts. */
export const authenticationTable = {
  rootPassword,
  /** Whether HTTP Basic authentication is accepted. */
  basic: flag({
    variable: 'AUTH_ADD_BASIC',
    group,
    description: 'Whether HTTP Basic authentication is accepted. Bearer tokens always are.',
    default: true,
  }),
  /** Seconds for which a token is valid. */
  tokenSeconds: integer({
    variable: 'AUTH_TOKEN_SECONDS',
    group,
    description:
      'The lifetime of a token, in seconds. A change of an account can take this long to reach other services.',
    min: 10,
    max: 86_400,
    default: 50,
  }),
  /** Seconds for which tokens can be renewed without the password. */
  sessionSeconds: integer({
    variable: 'AUTH_SESSION_SECONDS',
    group,
    description: 'How long a token can be renewed without the password, in seconds.',
    min: 60,
    max: 2_592_000,
    default: 43_200,
  }),
  /** Seconds between rotations of the signing key. */
  rotationSeconds: integer({
    variable: 'AUTH_KEY_ROTATION_SECONDS',
    group,
    description: 'The rotation period of the key that signs tokens, in seconds.',
    min: 10,
    max: 31_536_000,
    default: 86_400,
  }),
  /** Passwords that are hashed at the same time. */
  hashConcurrency: integer({
    variable: 'AUTH_HASH_CONCURRENCY',
    group,
    description:
      'The most new passwords that the accounts service hashes at the same time; others wait. Sign-ins, which check passwords, do not wait for them.',
    min: 1,
    max: 64,
    default: 1,
  }),
  signInLimits: {
    perAccount: integer({
      variable: 'AUTH_ATTEMPTS_PER_ACCOUNT',
      group,
      description:
        'The most failed attempts to sign in to one account from one address in a window; further attempts from it get 429. After as many from addresses that the account has not signed in from lately, attempts from such addresses are spaced out, further apart each time.',
      min: 1,
      max: 1_000_000,
      default: 10,
    }),
    perAddress: integer({
      variable: 'AUTH_ATTEMPTS_PER_ADDRESS',
      group,
      description: 'The most failed attempts from one address in a window, for any account; further attempts get 429.',
      min: 1,
      max: 1_000_000,
      default: 100,
    }),
    windowSeconds: integer({
      variable: 'AUTH_ATTEMPTS_SECONDS',
      group,
      description: 'The length of the window for failed attempts to sign in, in seconds.',
      min: 1,
      max: 86_400,
      default: 60,
    }),
    maxDelaySeconds: integer({
      variable: 'AUTH_ATTEMPTS_MAX_DELAY_SECONDS',
      group,
      description:
        'The longest wait between two attempts to sign in to an account under attack, from addresses that it has not signed in from lately, in seconds. The first wait is 1 second.',
      min: 1,
      max: 3600,
      default: 15,
    }),
    knownAddressSeconds: integer({
      variable: 'AUTH_KNOWN_ADDRESS_SECONDS',
      group,
      description:
        'How long an address counts as one that an account signed in from lately, in seconds. Attacks from elsewhere do not slow sign-ins from it.',
      min: 1,
      max: 31_536_000,
      default: 604_800,
    }),
    maxEntries: integer({
      variable: 'AUTH_ATTEMPTS_MAX_ENTRIES',
      group,
      description:
        'The most accounts, addresses, and pairs of both, each, whose attempts to sign in are kept in memory. Those that were used longest ago give way.',
      min: 100,
      max: 10_000_000,
      default: 100_000,
    }),
  } satisfies Record<keyof Omit<SignInThrottleSettings, 'ipv6Prefix'>, unknown>,
};
