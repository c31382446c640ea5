import type { Environment, Setting } from '../kit/util/settings/setting.ts';
import { choice, converted, integer, integerUpTo, nodeEnvironment } from '../kit/util/settings/types.ts';
import type { RegistryDurations } from './registry/changes.ts';
import type { RegistryLimits } from './registry/limits.ts';

const group = 'Gateways and discovery';

const registrationMode = choice(['open', 'closed'], {
  variable: 'GW_REGISTRATION',
  group,
  description:
    'Whether the HAL gateway registers services that send no service token. `open` registers them as guests, as the original gateway did; `closed` answers 401.',
  default: undefined,
  unset: '`open`; with `NODE_ENV=production` `closed`',
});

const isProduction = (env: Environment): boolean => env[nodeEnvironment.variable] === 'production';

/** Whether services may register without a token: by default outside production. */
export const guestsAdmitted: Setting<boolean> = {
  ...registrationMode,
  read: (env) => {
    const result = registrationMode.read(env);
    return result.ok
      ? { ok: true, value: (result.value ?? (isProduction(env) ? 'closed' : 'open')) === 'open' }
      : result;
  },
};

/** Declares a bound of the registry, which is at least 1. */
const limit = (variable: string, description: string, bounds: { readonly max: number; readonly default: number }) =>
  integer({ variable, group: 'Limits', description, min: 1, ...bounds });

const registrations = limit(
  'GW_MAX_REGISTRATIONS',
  'The most names that the HAL gateway registers, those of guests and of services that have left included; more get 507.',
  { max: 100_000, default: 500 },
);
const bytes = limit(
  'GW_MAX_ROOT_BYTES',
  "The most bytes that the links of all registrations take in the HAL gateway's root; more get 507.",
  { max: 67_108_864, default: 2_097_152 },
);

/** Bounds of the registry. */
export const limitsTable = {
  registrations,
  guests: integerUpTo(registrations, {
    variable: 'GW_MAX_GUESTS',
    group: 'Limits',
    description: 'The most services that the HAL gateway registers without a service token; more get 507.',
    min: 1,
    default: 100,
  }),
  rels: limit('GW_MAX_RELS', 'The most relations in one registration; more get 422.', { max: 10_000, default: 200 }),
  instances: limit(
    'GW_MAX_INSTANCES',
    'The most instances of one service with a lease; of more, the HAL gateway forgets those whose lease expires first.',
    { max: 1000, default: 32 },
  ),
  bytes,
  guestBytes: integerUpTo(bytes, {
    variable: 'GW_MAX_GUEST_BYTES',
    group: 'Limits',
    description: "The most bytes that the links of guests take in the HAL gateway's root; more get 507.",
    min: 1,
    default: 524_288,
  }),
} satisfies Record<keyof RegistryLimits, unknown>;

const inMs = (seconds: number): number => seconds * 1000;

/** How long the registry remembers what is away. */
export const durationsTable = {
  retireMs: converted(
    integer({
      variable: 'GW_RETIRE_SECONDS',
      group,
      description:
        'How long a name and its relations stay reserved for the service that registered them with a service token, after it has left, in seconds. 604 800 is a week.',
      min: 1,
      max: 315_360_000,
      default: 604_800,
    }),
    inMs,
  ),
  giveUpMs: converted(
    integer({
      variable: 'GW_GIVE_UP_SECONDS',
      group,
      description:
        'How long the HAL gateway probes a service without a lease that does not respond, before it forgets it, in seconds.',
      min: 1,
      max: 31_536_000,
      default: 3600,
    }),
    inMs,
  ),
} satisfies Record<keyof RegistryDurations, unknown>;

/** Probes of services without a lease. */
export const probeTable = {
  /** Milliseconds between two rounds of probes. */
  intervalMs: integer({
    variable: 'GW_PROBE_INTERVAL_MS',
    group,
    description: 'How often the HAL gateway probes services that registered without a lease, in milliseconds.',
    min: 100,
    max: 600_000,
    default: 5000,
  }),
  timeoutMs: integer({
    variable: 'GW_PROBE_TIMEOUT_MS',
    group,
    description: 'How long a probe of the HAL gateway waits for the complete response, in milliseconds.',
    min: 10,
    max: 60_000,
    default: 2000,
  }),
  maxResponseBytes: integer({
    variable: 'GW_PROBE_MAX_BYTES',
    group: 'Limits',
    description: 'The largest response to a probe of the HAL gateway, in bytes; a larger one counts as none.',
    min: 1024,
    max: 67_108_864,
    default: 262_144,
  }),
  concurrency: integer({
    variable: 'GW_PROBE_CONCURRENCY',
    group: 'Limits',
    description: 'The most probes that the HAL gateway sends at the same time.',
    min: 1,
    max: 1000,
    default: 8,
  }),
};
