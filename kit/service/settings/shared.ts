import type { ApolloStudioSettings } from '../../graphql/apollo-studio.ts';
import { compileTrustedProxies, type IsTrustedProxy } from '../../http/forwarded.ts';
import type { RateLimitSettings } from '../../http/rate-limit.ts';
import { meantServices, type MeantServices } from '../../remote/service-names.ts';
import type { Product } from '../../util/product.ts';
import {
  readSettings,
  type Environment,
  type ReadSetting,
  type Setting,
  type SettingsOf,
} from '../../util/settings/setting.ts';
import { converted, flag, integer, secret, setting, text, url } from '../../util/settings/types.ts';
import { parseUrl } from '../../util/parse-url.ts';

/** Declares the TCP port of one part. Its own variable takes precedence over `HY_API_PORT`. */
export const portOf = (variable: string, { part, port }: { readonly part: string; readonly port: number }) =>
  integer({
    variable,
    group: 'Ports and addresses',
    description: `The TCP port of the ${part}; 0 takes any free port.`,
    min: 0,
    max: 65_535,
    default: undefined,
    unset: `\`HY_API_PORT\`, or ${port}`,
  });

/** The values of a part's port variables. */
interface PortValues {
  readonly own: number | undefined;
  readonly api: number | undefined;
}

/** A part's TCP port, and the variable that sets it. */
export interface PortSettings {
  /** 0 takes any free port. */
  readonly port: number;
  readonly portVariable: string;
}

/** Chooses a part's port: its own variable, `HY_API_PORT`, or its default. */
export function choosePort({ own, api }: PortValues, { portVariable, port }: PortSettings): PortSettings {
  const usesApiPort = own === undefined && api !== undefined;
  return { port: own ?? api ?? port, portVariable: usesApiPort ? apiPort.variable : portVariable };
}

/** The TCP port of a part that runs alone in its process. */
export const apiPort = integer({
  variable: 'HY_API_PORT',
  group: 'Ports and addresses',
  description: "The TCP port of a part that runs alone, if the part's own variable is not set. `npm start` ignores it.",
  min: 0,
  max: 65_535,
  default: undefined,
  unset: "the part's default port",
});

/** The absolute URL at which clients reach a part. */
export const baseUrl = url({
  variable: 'HY_BASE_URL',
  group: 'Ports and addresses',
  description:
    'The URL at which clients reach a part that runs alone; its links begin with it. `npm start` ignores it.',
  default: undefined,
  unset: '`http://localhost:` and the port',
});

/** The default port of the HAL gateway. */
export const halGatewayPort = { port: 2112, portVariable: 'PORT_HAL_GATEWAY' } satisfies PortSettings;
/** The TCP port of the HAL gateway. */
export const ownHalGatewayPort = portOf(halGatewayPort.portVariable, {
  part: 'HAL gateway',
  port: halGatewayPort.port,
});

const configuredGatewayUrl = url({
  variable: 'HY_GATEWAY_URL',
  group: 'Ports and addresses',
  description:
    "The URL of the HAL gateway's root, where services register and the GraphQL gateway discovers them. `npm start` ignores it.",
  default: undefined,
  unset: '`http://localhost:` and `PORT_HAL_GATEWAY`, or 2112',
});

/** Returns the URL of the HAL gateway on this machine. */
function localGatewayUrl(env: Environment): ReadSetting<string> {
  const port = ownHalGatewayPort.read(env);
  // Port 0 takes any free port, which is unknown here.
  const chosen = port.ok && port.value !== undefined && port.value > 0 ? port.value : halGatewayPort.port;
  return { ok: true, value: `http://localhost:${chosen}` };
}

/** The root of the HAL gateway. */
export const gatewayUrl: Setting<string> = {
  ...configuredGatewayUrl,
  read: (env) => {
    const result = configuredGatewayUrl.read(env);
    if (!result.ok) return result;
    return result.value === undefined ? localGatewayUrl(env) : { ok: true, value: result.value };
  },
};

/** The maximum size of the HAL gateway's root, in bytes. */
export const maxRootBytes = integer({
  variable: 'ROOT_MAX_BYTES',
  group: 'Gateways and discovery',
  description: 'The largest root of the HAL gateway that other parts read, in bytes; they keep the last one otherwise.',
  min: 1000,
  max: Number.MAX_SAFE_INTEGER,
  default: 8_388_608,
});

const serviceName = /^([\w-]+)=([A-Za-z0-9][A-Za-z0-9._-]*)$/;

function parseServiceNames(text: string): MeantServices | undefined {
  const names = parseList(text).map((item) => serviceName.exec(item));
  return names.every((match) => match !== null)
    ? meantServices(Object.fromEntries(names.map(([, resource = '', name = '']) => [resource, name])))
    : undefined;
}

/** The services that other parts mean when they look for a resource. */
export const meantServiceNames = setting<MeantServices, MeantServices>(
  {
    variable: 'SERVICE_NAMES',
    group: 'Gateways and discovery',
    description:
      'The names on the gateways of services that have others than their resources give them (`HY_NAME_ON_GATEWAY`). Other services look for a resource at the service of this name only; that of `account` issues and verifies tokens, too. `npm start` ignores it.',
    default: meantServices({}),
    defaultText: '',
    unset: '`venues-service` for `venue`, and so on',
  },
  {
    expected: 'resources with the names of their services, such as `venue=halls`, separated by commas',
    parse: parseServiceNames,
  },
);

/** The realm of authentication challenges. */
export const realmOf = ({ name }: Product) =>
  text({
    variable: 'AUTH_REALM',
    group: 'Authentication',
    description: 'The realm in the challenge of a 401 (`WWW-Authenticate`).',
    default: name,
  });

/** The shared secret for service-to-service authentication. */
export const serviceSecretOf = ({ slug }: Product) =>
  secret({
    variable: 'SERVICE_SECRET',
    group: 'Authentication',
    description:
      'The shared secret for service-to-service authentication, the same for every part. In production the default and secrets shorter than 16 characters are rejected.',
    default: slug,
    minLength: 16,
    advice: 'a secret of your own, the same for every part',
  });

const isOrigin = (text: string): boolean => parseUrl(text)?.origin === text;
const parseList = (text: string): readonly string[] => text.split(',').map((item) => item.trim());

function parseOrigins(text: string): readonly string[] | '*' | undefined {
  if (text.trim() === '*') return '*';
  if (text.trim() === 'none') return [];
  const origins = parseList(text);
  return origins.every(isOrigin) ? origins : undefined;
}

const corsOrigins = setting<readonly string[] | '*', '*'>(
  {
    variable: 'CORS_ORIGINS',
    group: 'HTTP',
    description: 'The web origins whose pages may read responses (CORS).',
    default: '*',
  },
  {
    expected: '`*`, `none`, or origins such as `https://example.com`, separated by commas',
    parse: parseOrigins,
    complaint: (text) => `contains ${JSON.stringify(parseList(text).find((item) => !isOrigin(item)))}`,
  },
);

function parseProxies(text: string): IsTrustedProxy | undefined {
  try {
    return compileTrustedProxies(parseList(text));
  } catch {
    return undefined;
  }
}

const trustedProxies = setting<IsTrustedProxy, IsTrustedProxy>(
  {
    variable: 'TRUSTED_PROXIES',
    group: 'HTTP',
    description:
      'The proxies whose `Forwarded` or `X-Forwarded-*` headers are trusted: for the address of a client, and for the base URL of links if `HY_BASE_URL` is not set.',
    default: compileTrustedProxies([]),
    defaultText: '',
    unset: 'no proxy',
  },
  {
    expected: 'addresses, subnets such as `10.0.0.0/8`, `loopback`, `linklocal` or `uniquelocal`, separated by commas',
    parse: parseProxies,
  },
);

const rate = {
  requests: integer({
    variable: 'RATE_LIMIT_REQUESTS',
    group: 'HTTP',
    description:
      "The most requests of one caller to one part in a window; more get 429. Each document of a batch, each mutation of a GraphQL operation, and each relation of a guest's registration counts as a request, and so do `RATE_LIMIT_OBJECTS` objects of one response. Registrations of services are not counted. 0 means no limit.",
    min: 0,
    max: 1_000_000_000,
    default: 6000,
  }),
  windowSeconds: integer({
    variable: 'RATE_LIMIT_SECONDS',
    group: 'HTTP',
    description: 'The length of the window for the rate limit, in seconds.',
    min: 1,
    max: 86_400,
    default: 60,
  }),
  objects: integer({
    variable: 'RATE_LIMIT_OBJECTS',
    group: 'HTTP',
    description:
      'The objects of one response that count as a request in the rate limit: the cost of a GraphQL operation (`GRAPHQL_MAX_COST`), or the documents of a HAL list with their embedded relations.',
    min: 1,
    max: 1_000_000_000,
    default: 250,
  }),
  loopback: flag({
    variable: 'RATE_LIMIT_LOOPBACK',
    group: 'HTTP',
    description: 'Whether the rate limit applies to requests from the loopback interface.',
    default: false,
  }),
  ipv6Prefix: integer({
    variable: 'RATE_LIMIT_IPV6_PREFIX',
    group: 'HTTP',
    description:
      'The length in bits of the prefix by which IPv6 addresses count as one client, in the rate limit and for attempts to sign in. Providers assign a /64 to a host, many a /56 or a /48 to a customer.',
    min: 32,
    max: 128,
    default: 64,
  }),
} satisfies Record<keyof RateLimitSettings, unknown>;

/** Milliseconds that requests in flight have to finish when a part stops. */
const graceMs = converted(
  integer({
    variable: 'STOP_GRACE_SECONDS',
    group: 'HTTP',
    description:
      'How long requests in flight have to finish after SIGTERM or SIGINT, in seconds. A container needs a little more until it is killed (`stop_grace_period`).',
    min: 0,
    max: 3600,
    default: 30,
  }),
  (seconds) => seconds * 1000,
);

/** The delay of the event loop above which a part refuses requests. */
const maxLagMs = integer({
  variable: 'MAX_EVENT_LOOP_LAG_MS',
  group: 'HTTP',
  description:
    'The delay of the event loop, in milliseconds, above which a part refuses new requests with 503: it is overloaded when the delay has been longer for a second. It also refuses requests that have waited for half as long behind others for the same path, and those that come when the first there has waited for a quarter. `/health` still answers, and so do services what other services ask for requests in progress. 0 means never.',
  min: 0,
  max: 60_000,
  default: 1000,
});

/** The bytes of GraphQL documents that were not sent before, for each caller. */
export const newDocumentBytes = integer({
  variable: 'GRAPHQL_NEW_DOCUMENT_BYTES',
  group: 'GraphQL',
  description:
    'The most bytes of documents that were not sent before, from one caller to one part in 10 seconds; 429 refuses more. Parsing and validating them takes long. Documents that repeat, with other variables, are not counted. `RATE_LIMIT_LOOPBACK` applies. 0 means no limit.',
  min: 0,
  max: 1_000_000_000,
  default: 20_000,
});

/** The characters of the GraphQL documents that are kept. */
export const documentCacheLength = integer({
  variable: 'GRAPHQL_DOCUMENT_CACHE_LENGTH',
  group: 'Limits',
  description:
    'The most characters of all GraphQL documents that a part keeps, parsed and prepared for execution; those that were used last stay. Each counts as 200 more than it has. A kept document takes about a hundred times as many bytes.',
  min: 1,
  max: 1_000_000_000,
  default: 500_000,
});

/** HTTP settings of every part. */
export const httpTable = {
  /** Milliseconds that requests in flight have to finish when the part stops. */
  graceMs,
  /** Origins whose pages may read responses. */
  corsOrigins,
  /** The proxies whose forwarding headers are trusted. */
  trust: trustedProxies,
  rate,
  /** Milliseconds of event-loop delay above which the part refuses requests. */
  maxLagMs,
};

/** `Cache-Control` of responses to reads. */
export const cacheControl = text({
  variable: 'HY_CACHE_CONTROL',
  group: 'HTTP',
  description: 'The `Cache-Control` of responses to `GET` in the HAL face.',
  default: 'private, no-cache',
});

/** Settings that the services and the HAL gateway share. */
export const halTable = {
  /** Seconds until `Expires`; undefined omits the header. */
  cacheExpires: integer({
    variable: 'HY_CACHE_EXPIRES',
    group: 'HTTP',
    description: 'The seconds after which a response to `GET` in the HAL face expires (`Expires`).',
    min: 0,
    max: 31_536_000,
    default: undefined,
    unset: 'no `Expires` header',
  }),
  /** Longest path with query in bytes. */
  maxUrlBytes: integer({
    variable: 'MAX_URL_BYTES',
    group: 'Limits',
    description: 'The longest path with query in the HAL face, in bytes; a longer one gets 414.',
    min: 1024,
    max: 65_536,
    default: 32_768,
  }),
};

/** The settings of pages. */
export const pagesTable = {
  /** Whether responses are pages for clients that prefer HTML. */
  pages: flag({
    variable: 'PAGES',
    group: 'HTTP',
    description: 'Whether browsers get pages: clients whose `Accept` prefers `text/html`.',
    default: true,
  }),
  /** The GraphQL endpoint that pages lead to. */
  graphqlUrl: url({
    variable: 'GRAPHQL_URL',
    group: 'Ports and addresses',
    description: "The URL at which browsers reach the GraphQL gateway's endpoint, which pages lead to.",
    default: undefined,
    unset: "`npm start`: its own GraphQL gateway; else a service's own endpoint",
  }),
};

/** Creates a parser of texts that match a pattern, without white space around them. */
const trimmed =
  (pattern: RegExp) =>
  (text: string): string | undefined =>
    pattern.test(text.trim()) ? text.trim() : undefined;

/** Settings of usage reports to Apollo Studio. */
export const studioTable = {
  key: setting<string, undefined>(
    {
      variable: 'APOLLO_KEY',
      group: 'Apollo Studio',
      description:
        "The graph's API key. If this and `APOLLO_GRAPH_REF` are set, the GraphQL gateway reports usage to Apollo Studio, and services report field latencies to the gateway. Otherwise nothing leaves the machine.",
      default: undefined,
      unset: 'no reports',
    },
    { expected: 'a key from Apollo Studio, such as `service:…`', parse: trimmed(/^[!-~]+$/), isSecret: true },
  ),
  graphRef: setting<string, undefined>(
    {
      variable: 'APOLLO_GRAPH_REF',
      group: 'Apollo Studio',
      description: 'The graph and its variant that usage and schemas are reported for.',
      default: undefined,
      unset: 'no reports',
    },
    { expected: 'a graph reference such as `graph@variant`', parse: trimmed(/^[\w-]+(@[^\s@]+)?$/) },
  ),
  endpoint: url({
    variable: 'APOLLO_USAGE_REPORTING_ENDPOINT',
    group: 'Apollo Studio',
    description: 'The URL of another receiver of usage reports; `/api/ingress/traces` is appended.',
    default: undefined,
    unset: 'Apollo',
  }),
};

/** Returns where usage is reported; undefined unless both the key and the graph are set. */
export function studioOf({
  key,
  graphRef,
  endpoint,
}: SettingsOf<typeof studioTable>): ApolloStudioSettings | undefined {
  return key === undefined || graphRef === undefined ? undefined : { key, graphRef, endpoint };
}

/** Reads from an environment where usage is reported. @throws InvalidSettingError */
export const studioSettings = (env: Environment): ApolloStudioSettings | undefined =>
  studioOf(readSettings(studioTable, env));
