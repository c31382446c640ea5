import { z } from 'zod';
import {
  flagSetting,
  graphqlLimits,
  originsSetting,
  rateSettings,
  serviceSecret,
  studioSetting,
  trustSetting,
} from '../kit/service/settings.ts';
import type { GraphqlLimits } from '../kit/graphql/limits/limits.ts';
import type { Studio } from '../kit/graphql/apollo-studio.ts';
import type { RateSettings } from '../kit/http/rate-limit.ts';
import type { Trust } from '../kit/http/forwarded.ts';

/** What the GraphQL gateway needs to know; durations in milliseconds. */
export interface GatewaySettings {
  /** 0 takes any free port. */
  readonly port: number;
  /** The root of the HAL gateway: the one address from which everything else is found. */
  readonly gatewayUrl: string;
  /** Under which address clients see this gateway; from the port if not given. */
  readonly baseUrl?: string;
  /** The realm of the challenge that goes with a 401. */
  readonly realm: string;
  /** How often the root is asked whether it changed. */
  readonly rootIntervalMs: number;
  /** How often homes and schemas are read again behind a root that did not change. */
  readonly sweepIntervalMs: number;
  /** The first pause before a service that could not be read is tried again; it doubles up to the sweep's interval. */
  readonly retryMs: number;
  /** How long reading a home or a schema may take. */
  readonly readTimeoutMs: number;
  /** How long a service may take to answer its part of a request. */
  readonly requestTimeoutMs: number;
  /** The largest body of a request, in bytes. */
  readonly maxBodyBytes: number;
  readonly limits: GraphqlLimits;
  /** Whether the schema may be asked for. */
  readonly introspection: boolean;
  /** Whether there is a page for people. */
  readonly playground: boolean;
  /** Whose pages may use the answers. */
  readonly corsOrigins: readonly string[] | '*';
  readonly trust: Trust;
  /** How often one address may ask. */
  readonly rate: RateSettings;
  /** Where usage is reported; none if not both of its variables are set. */
  readonly studio: Studio | undefined;
  /** What the parts of the system know each other by. */
  readonly serviceSecret: string;
}

const milliseconds = (otherwise: number): z.ZodDefault<z.ZodCoercedNumber> =>
  z.coerce.number().int().min(1).max(3_600_000).default(otherwise);
const port = z.coerce.number().int().min(0).max(65_535);

const environment = z.object({
  /** Port to listen on; `HY_API_PORT` if not set, else 4000. */
  PORT_GATEWAY: port.optional(),
  HY_API_PORT: port.optional(),
  HY_GATEWAY_URL: z.url().default('http://localhost:2112'),
  HY_BASE_URL: z.url().optional(),
  AUTH_REALM: z.string().default('Event Buddy'),
  GRAPHQL_ROOT_INTERVAL_MS: milliseconds(500),
  GRAPHQL_SWEEP_INTERVAL_MS: milliseconds(10_000),
  GRAPHQL_RETRY_MS: milliseconds(250),
  GRAPHQL_READ_TIMEOUT_MS: milliseconds(5_000),
  GRAPHQL_REQUEST_TIMEOUT_MS: milliseconds(10_000),
  GRAPHQL_MAX_BODY_BYTES: z.coerce.number().int().min(1).default(1_000_000),
});

/** The settings that an environment gives; throws an error that names each variable that makes no sense. */
export function gatewaySettings(env: Readonly<Record<string, string | undefined>>): GatewaySettings {
  const parsed = environment.safeParse(withoutEmpty(env));
  if (!parsed.success) throw new Error(`settings of the GraphQL gateway: ${z.prettifyError(parsed.error)}`);
  const given = parsed.data;
  return {
    port: given.PORT_GATEWAY ?? given.HY_API_PORT ?? 4000,
    gatewayUrl: given.HY_GATEWAY_URL,
    ...(given.HY_BASE_URL !== undefined && { baseUrl: given.HY_BASE_URL.replace(/\/+$/, '') }),
    realm: given.AUTH_REALM,
    rootIntervalMs: given.GRAPHQL_ROOT_INTERVAL_MS,
    sweepIntervalMs: given.GRAPHQL_SWEEP_INTERVAL_MS,
    retryMs: given.GRAPHQL_RETRY_MS,
    readTimeoutMs: given.GRAPHQL_READ_TIMEOUT_MS,
    requestTimeoutMs: given.GRAPHQL_REQUEST_TIMEOUT_MS,
    maxBodyBytes: given.GRAPHQL_MAX_BODY_BYTES,
    limits: graphqlLimits(env),
    introspection: flagSetting(env, 'GRAPHQL_INTROSPECTION', true),
    playground: flagSetting(env, 'GRAPHQL_PLAYGROUND', true),
    corsOrigins: originsSetting(env),
    trust: trustSetting(env),
    rate: rateSettings(env),
    studio: studioSetting(env),
    serviceSecret: serviceSecret(env),
  };
}

/** A compose file sets a variable to nothing where it means "not set". */
function withoutEmpty(env: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
}
