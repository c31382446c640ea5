import { defaultRootPassword } from '../../access/caller.ts';
import type { SignInThrottleSettings } from '../../access/sign-in-throttle.ts';
import { flag, integer, secret } from '../../util/settings/types.ts';

const group = 'Authentication';

/** The password of the administrator. */
export const rootPassword = secret({
  variable: 'AUTH_ROOT_PASSWORD',
  group,
  description: 'The password of `root`, the administrator. In production the default is refused.',
  default: defaultRootPassword,
  minLength: 1,
  advice: 'a password of your own',
});

/** Settings of how callers sign in to a service. */
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
      'The lifetime of a token, in seconds. For so long a change of an account may go unnoticed by other services.',
    min: 10,
    max: 86_400,
    default: 50,
  }),
  /** Seconds for which tokens are renewed without the password. */
  sessionSeconds: integer({
    variable: 'AUTH_SESSION_SECONDS',
    group,
    description: 'How long a token can be renewed without the password, in seconds.',
    min: 60,
    max: 2_592_000,
    default: 43_200,
  }),
  /** Seconds after which another key signs tokens. */
  rotationSeconds: integer({
    variable: 'AUTH_KEY_ROTATION_SECONDS',
    group,
    description: 'The time after which another key signs tokens, in seconds.',
    min: 10,
    max: 31_536_000,
    default: 86_400,
  }),
  signInLimits: {
    perAccount: integer({
      variable: 'AUTH_ATTEMPTS_PER_ACCOUNT',
      group,
      description: 'The wrong passwords for one account that are answered in a window; further attempts get 429.',
      min: 1,
      max: 1_000_000,
      default: 10,
    }),
    perAddress: integer({
      variable: 'AUTH_ATTEMPTS_PER_ADDRESS',
      group,
      description: 'The same for wrong passwords from one address, whatever the account.',
      min: 1,
      max: 1_000_000,
      default: 100,
    }),
    windowSeconds: integer({
      variable: 'AUTH_ATTEMPTS_SECONDS',
      group,
      description: 'The length of that window, in seconds.',
      min: 1,
      max: 86_400,
      default: 60,
    }),
  } satisfies Record<keyof SignInThrottleSettings, unknown>,
};
