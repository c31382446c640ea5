import { defaultRootPassword } from '../access/caller.ts';
import type { Studio } from '../graphql/apollo-studio.ts';
import type { ThrottleSettings } from '../access/sign-in-throttle.ts';
import { defaultGraphqlLimits, type GraphqlLimits } from '../graphql/limits/limits.ts';
import { defaultLimits, type Limits } from '../resource/limits.ts';
import { trustIn, type Trust } from '../http/forwarded.ts';
import type { RateSettings } from '../http/rate-limit.ts';
import { storeSettings, type StoreSettings } from '../store/settings.ts';

/** Everything that a service can be told; `serviceSettings` reads it from the environment. */
export interface ServiceSettings {
  /** The service's name on the gateways. */
  readonly name: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** The absolute URL under which clients reach the service; `http://localhost:{port}` if undefined. */
  readonly baseUrl: string | undefined;
  /** The root of the HAL gateway. */
  readonly gatewayUrl: string;
  readonly store: StoreSettings;
  readonly rootPassword: string;
  readonly realm: string;
  /** Whether HTTP Basic is taken. */
  readonly basic: boolean;
  readonly cacheControl: string;
  readonly cacheExpires: number | undefined;
  /** Seconds for which a token is good: for so long a change of an account may go unnoticed elsewhere. */
  readonly tokenSeconds: number;
  /** Seconds for which tokens are renewed without the password. */
  readonly sessionSeconds: number;
  /** Seconds after which another key signs tokens. */
  readonly rotationSeconds: number;
  readonly signInLimits: ThrottleSettings;
  /** Whose pages may use the answers. */
  readonly corsOrigins: readonly string[] | '*';
  /** The proxies whose word on who sent a request, and where to, is taken. */
  readonly trust: Trust;
  readonly rate: RateSettings;
  /** Where usage is reported; none if not both of its variables are set. */
  readonly studio: Studio | undefined;
  /** What the parts of the system know each other by. */
  readonly serviceSecret: string;
  /** Milliseconds for which an intention holds when nobody renews it. */
  readonly intentionMs: number;
  /** Seconds after which the gateway forgets a service that does not renew its registration. */
  readonly leaseSeconds: number;
  /** Bytes of a request's body. */
  readonly maxBodyBytes: number;
  /** Bytes of a request's path and query. */
  readonly maxUrlBytes: number;
  readonly limits: Limits;
  /** What one GraphQL document may ask for. */
  readonly graphqlLimits: GraphqlLimits;
  /** Whether GraphQL's schema may be asked for. */
  readonly introspection: boolean;
  /** Whether GraphQL has a page for people. */
  readonly playground: boolean;
  /** Milliseconds between looks at the gateway's root. */
  readonly rootIntervalMs: number;
  /** Milliseconds that another service has to answer. */
  readonly peerTimeoutMs: number;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable that cannot be what it says; the message names it and what would be right. */
export class SettingFault extends Error {
  override readonly name = 'SettingFault';
}

const defaultServiceSecret = 'event-buddy';

/** A whole number from a variable. */
export function numberSetting(
  env: Environment,
  name: string,
  { fallback, min, max }: { fallback: number; min: number; max: number },
): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new SettingFault(`${name} is ${JSON.stringify(text)}; it is to be a whole number from ${min} to ${max}`);
}

/** Yes or no from a variable: `true`, `yes`, `on`, `1`, and their opposites. */
export function flagSetting(env: Environment, name: string, fallback: boolean): boolean {
  const text = env[name]?.toLowerCase();
  if (text === undefined || text === '') return fallback;
  if (['true', 'yes', 'y', 'on', '1'].includes(text)) return true;
  if (['false', 'no', 'n', 'off', '0'].includes(text)) return false;
  throw new SettingFault(`${name} is ${JSON.stringify(text)}; it is to be true or false`);
}

/** A URL from a variable, without a slash at the end. */
export function urlSetting(env: Environment, name: string): string | undefined {
  const text = env[name];
  if (text === undefined || text === '') return undefined;
  if (!URL.canParse(text) || !/^https?:/.test(text))
    throw new SettingFault(`${name} is ${JSON.stringify(text)}; it is to be an http or https URL`);
  return text.replace(/\/+$/, '');
}

function rootPassword(env: Environment): string {
  const password = env['AUTH_ROOT_PASSWORD'] ?? defaultRootPassword;
  if (env['NODE_ENV'] === 'production' && password === defaultRootPassword)
    throw new SettingFault(
      'AUTH_ROOT_PASSWORD is the default; in production (NODE_ENV) it is to be a password of your own',
    );
  return password;
}

/** Whose pages may use the answers, from `CORS_ORIGINS`: `*` (if not set), origins with commas between them, or `none`. */
export function originsSetting(env: Environment): readonly string[] | '*' {
  const text = env['CORS_ORIGINS']?.trim() ?? '';
  if (text === '' || text === '*') return '*';
  if (text === 'none') return [];
  const origins = text.split(',').map((origin) => origin.trim());
  const wrong = origins.find((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin);
  if (wrong === undefined) return origins;
  throw new SettingFault(
    `CORS_ORIGINS has ${JSON.stringify(wrong)}; it is to be *, none, or origins such as https://example.com`,
  );
}

/** Trusted proxies, from `TRUSTED_PROXIES`: addresses and subnets with commas between them; none if not set. */
export function trustSetting(env: Environment): Trust {
  const text = env['TRUSTED_PROXIES']?.trim() ?? '';
  const proxies = text === '' ? [] : text.split(',').map((each) => each.trim());
  try {
    return trustIn(proxies);
  } catch {
    throw new SettingFault(
      `TRUSTED_PROXIES is ${JSON.stringify(text)}; it is to be addresses, subnets such as 10.0.0.0/8, loopback, linklocal or uniquelocal`,
    );
  }
}

/** How much one caller may ask for, from `RATE_LIMIT_*`. */
export function rateSettings(env: Environment): RateSettings {
  return {
    requests: numberSetting(env, 'RATE_LIMIT_REQUESTS', { fallback: 6000, min: 0, max: 1_000_000_000 }),
    windowSeconds: numberSetting(env, 'RATE_LIMIT_SECONDS', { fallback: 60, min: 1, max: 86_400 }),
    loopback: flagSetting(env, 'RATE_LIMIT_LOOPBACK', false),
  };
}

/**
 * Where usage is reported, from `APOLLO_KEY` and `APOLLO_GRAPH_REF`: none unless both are set. Throws `SettingFault`,
 * which does not repeat the key.
 */
export function studioSetting(env: Environment): Studio | undefined {
  const [key = '', graphRef = ''] = [env['APOLLO_KEY']?.trim(), env['APOLLO_GRAPH_REF']?.trim()];
  if (key === '' || graphRef === '') return undefined;
  if (!/^[!-~]+$/.test(key))
    throw new SettingFault('APOLLO_KEY is to be what Apollo Studio gave out, such as service:…');
  if (!/^[\w-]+(@[^\s@]+)?$/.test(graphRef))
    throw new SettingFault(`APOLLO_GRAPH_REF is ${JSON.stringify(graphRef)}; it is to be such as graph@variant`);
  return { key, graphRef, endpoint: urlSetting(env, 'APOLLO_USAGE_REPORTING_ENDPOINT') };
}

/** The bytes of a request's path and query, from `MAX_URL_BYTES`. */
export const maxUrlBytes = (env: Environment): number =>
  numberSetting(env, 'MAX_URL_BYTES', { fallback: 32_768, min: 1024, max: 65_536 });

/** The secret that the parts of the system share, from `SERVICE_SECRET`. Throws `SettingFault`. */
export function serviceSecret(env: Environment): string {
  const given = env['SERVICE_SECRET'];
  const secret = given === undefined || given === '' ? defaultServiceSecret : given;
  if (env['NODE_ENV'] === 'production' && (secret === defaultServiceSecret || secret.length < 16))
    throw new SettingFault(
      'SERVICE_SECRET is the default or shorter than 16 characters; in production (NODE_ENV) it is to be a secret of your own, the same for every part',
    );
  return secret;
}

/** A service's name, and where it listens if nothing else is said. */
export interface ServiceIdentity {
  readonly name: string;
  readonly port: number;
  /** The variable of its own that moves it; `HY_API_PORT` moves it too. */
  readonly portVariable: string;
}

/** `GRAPHQL_PAGE` is what is listed when nothing is said; it is no more than `GRAPHQL_MAX_PAGE`. */
function pageSetting(env: Environment, { usual, most }: Limits['page']): Limits['page'] {
  const max = numberSetting(env, 'GRAPHQL_MAX_PAGE', { fallback: most, min: 1, max: 10_000 });
  return { most: max, usual: numberSetting(env, 'GRAPHQL_PAGE', { fallback: Math.min(usual, max), min: 1, max }) };
}

function limitsSetting(env: Environment): Limits {
  const { filter, bodyDepth, batch, embeds, embedDepth, page } = defaultLimits;
  const most = (name: string, fallback: number, max: number) => numberSetting(env, name, { fallback, min: 1, max });
  return {
    filter: {
      nodes: most('MAX_FILTER_PARTS', filter.nodes, 10_000),
      values: most('MAX_FILTER_VALUES', filter.values, 100_000),
      pattern: most('MAX_PATTERN_LENGTH', filter.pattern, 1000),
    },
    bodyDepth: most('MAX_BODY_DEPTH', bodyDepth, 1000),
    batch: most('MAX_BATCH', batch, 100_000),
    embeds: most('MAX_EMBEDS', embeds, 1000),
    embedDepth: most('MAX_EMBED_DEPTH', embedDepth, 100),
    page: pageSetting(env, page),
  };
}

/** How much one GraphQL document may ask for, from `GRAPHQL_MAX_*`: at the gateway and at each subgraph. */
export function graphqlLimits(env: Environment): GraphqlLimits {
  const { depth, aliases, directives, nesting, tokens, cost } = defaultGraphqlLimits;
  const most = (name: string, fallback: number) =>
    numberSetting(env, `GRAPHQL_MAX_${name}`, { fallback, min: 1, max: 1_000_000_000 });
  return {
    depth: most('DEPTH', depth),
    aliases: most('ALIASES', aliases),
    directives: most('DIRECTIVES', directives),
    nesting: most('VALUE_DEPTH', nesting),
    tokens: most('TOKENS', tokens),
    cost: most('COST', cost),
  };
}

/** The settings that an environment gives to a service. Throws `SettingFault`. */
export function serviceSettings(env: Environment, { name, port, portVariable }: ServiceIdentity): ServiceSettings {
  const bounds = { min: 0, max: 65_535 };
  const fallback = numberSetting(env, 'HY_API_PORT', { ...bounds, fallback: port });
  const expires = numberSetting(env, 'HY_CACHE_EXPIRES', { fallback: -1, min: 0, max: 31_536_000 });
  return {
    name: env['HY_NAME_ON_GATEWAY'] ?? name,
    port: numberSetting(env, portVariable, { ...bounds, fallback }),
    baseUrl: urlSetting(env, 'HY_BASE_URL'),
    gatewayUrl: urlSetting(env, 'HY_GATEWAY_URL') ?? 'http://localhost:2112',
    store: storeSettings(env, name),
    rootPassword: rootPassword(env),
    realm: env['AUTH_REALM'] ?? 'Event Buddy',
    basic: flagSetting(env, 'AUTH_ADD_BASIC', true),
    cacheControl: env['HY_CACHE_CONTROL'] ?? 'private, no-cache',
    cacheExpires: expires < 0 ? undefined : expires,
    tokenSeconds: numberSetting(env, 'AUTH_TOKEN_SECONDS', { fallback: 50, min: 10, max: 86_400 }),
    sessionSeconds: numberSetting(env, 'AUTH_SESSION_SECONDS', { fallback: 43_200, min: 60, max: 2_592_000 }),
    rotationSeconds: numberSetting(env, 'AUTH_KEY_ROTATION_SECONDS', { fallback: 86_400, min: 10, max: 31_536_000 }),
    signInLimits: {
      perAccount: numberSetting(env, 'AUTH_ATTEMPTS_PER_ACCOUNT', { fallback: 10, min: 1, max: 1_000_000 }),
      perAddress: numberSetting(env, 'AUTH_ATTEMPTS_PER_ADDRESS', { fallback: 100, min: 1, max: 1_000_000 }),
      windowSeconds: numberSetting(env, 'AUTH_ATTEMPTS_SECONDS', { fallback: 60, min: 1, max: 86_400 }),
    },
    corsOrigins: originsSetting(env),
    trust: trustSetting(env),
    rate: rateSettings(env),
    studio: studioSetting(env),
    serviceSecret: serviceSecret(env),
    intentionMs: 1000 * numberSetting(env, 'INTENTION_SECONDS', { fallback: 10, min: 1, max: 300 }),
    leaseSeconds: numberSetting(env, 'LEASE_SECONDS', { fallback: 15, min: 1, max: 3600 }),
    maxBodyBytes: numberSetting(env, 'MAX_BODY_BYTES', { fallback: 1_048_576, min: 1024, max: 104_857_600 }),
    maxUrlBytes: maxUrlBytes(env),
    limits: limitsSetting(env),
    graphqlLimits: graphqlLimits(env),
    introspection: flagSetting(env, 'GRAPHQL_INTROSPECTION', true),
    playground: flagSetting(env, 'GRAPHQL_PLAYGROUND', true),
    rootIntervalMs: numberSetting(env, 'ROOT_INTERVAL_MS', { fallback: 500, min: 50, max: 60_000 }),
    peerTimeoutMs: numberSetting(env, 'PEER_TIMEOUT_MS', { fallback: 5000, min: 100, max: 60_000 }),
  };
}
