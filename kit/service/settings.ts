import type { ApolloStudioSettings } from '../graphql/apollo-studio.ts';
import type { StoreSettings } from '../store/settings.ts';
import type { Product } from '../util/product.ts';
import { logSettings } from '../util/log.ts';
import { maxLeaseMs } from '../resource/pending-writes/lease-observer.ts';
import { readSettings, type Environment, type SettingsOf } from '../util/settings/setting.ts';
import { converted, integer, text } from '../util/settings/types.ts';
import { authenticationTable } from './settings/authentication.ts';
import { graphqlLimitsTable, graphqlTable, limitsTable } from './settings/limits.ts';
import * as shared from './settings/shared.ts';
import { storeOf, storeTableOf } from './settings/store.ts';
import { subscriptionsTable } from './settings/subscriptions.ts';

/** A service's name, its product and its default port. */
export interface ServiceDescriptor {
  readonly name: string;
  readonly port: number;
  /** The variable for this service's port; `HY_API_PORT` is the fallback. */
  readonly portVariable: string;
  readonly product: Product;
}

const group = 'Gateways and discovery';

/** Settings of a service whose values are used unchanged. */
const valuesTable = ({ name, product }: ServiceDescriptor) => ({
  /** The service's name on the gateways. */
  name: text({
    variable: 'HY_NAME_ON_GATEWAY',
    group,
    description: "A service's name on the gateways. `npm start` ignores it.",
    default: name,
    unset: "the service's name in the code",
  }),
  /** The absolute URL under which clients reach the service; undefined is `http://localhost:{port}`. */
  baseUrl: shared.baseUrl,
  /** The root of the HAL gateway. */
  gatewayUrl: shared.gatewayUrl,
  /** The services that offer other resources. */
  meant: shared.meantServiceNames,
  /** The realm of authentication challenges. */
  realm: shared.realmOf(product),
  /** The shared secret for service-to-service authentication. */
  serviceSecret: shared.serviceSecretOf(product),
  ...authenticationTable,
  ...shared.httpTable,
  /** The `Cache-Control` of responses to reads. */
  cacheControl: shared.cacheControl,
  ...shared.halTable,
  ...shared.pagesTable,
  /** The lease of a pending write in milliseconds. */
  leaseMs: converted(
    integer({
      variable: 'INTENTION_SECONDS',
      group: 'Store',
      description:
        'The lease of a pending write, in seconds. If a process dies, other instances complete or compensate its pending writes after this time.',
      min: 1,
      max: maxLeaseMs / 1000,
      default: 10,
    }),
    (seconds) => seconds * 1000,
  ),
  /** The lease of a registration in seconds. */
  leaseSeconds: integer({
    variable: 'LEASE_SECONDS',
    group,
    description:
      'The lease of a registration, in seconds. The HAL gateway stops listing a service that does not renew it within this time.',
    min: 1,
    max: 3600,
    default: 15,
  }),
  /** Largest request body in bytes. */
  maxBodyBytes: integer({
    variable: 'MAX_BODY_BYTES',
    group: 'Limits',
    description: 'The largest request body that a service accepts, in bytes; a larger one gets 413.',
    min: 1024,
    max: 104_857_600,
    default: 1_048_576,
  }),
  /** The characters of rendered documents that are kept for lists. */
  itemCacheLength: integer({
    variable: 'HAL_DOCUMENT_CACHE_LENGTH',
    group: 'Limits',
    description:
      'The characters of rendered documents that a service keeps for lists in the HAL face, those that were used last: a document is rendered again when its `_etag` is another one. 0 keeps none.',
    min: 0,
    max: 1_000_000_000,
    default: 5_000_000,
  }),
  limits: limitsTable,
  graphqlLimits: graphqlLimitsTable,
  ...graphqlTable,
  subscriptions: subscriptionsTable,
  /** Bytes of new GraphQL documents of one caller in ten seconds. */
  newDocumentBytes: shared.newDocumentBytes,
  /** The characters of the GraphQL documents that are kept. */
  documentCacheLength: shared.documentCacheLength,
  /** The maximum size of the HAL gateway's root, in bytes. */
  maxRootBytes: shared.maxRootBytes,
  /** Milliseconds between requests to the HAL gateway's root. */
  rootIntervalMs: integer({
    variable: 'ROOT_INTERVAL_MS',
    group,
    description: "How often a service reads the HAL gateway's root, in milliseconds.",
    min: 50,
    max: 60_000,
    default: 500,
  }),
  /** Milliseconds within which another service must respond. */
  remoteTimeoutMs: integer({
    variable: 'PEER_TIMEOUT_MS',
    group,
    description: 'How long a service waits for the response of another service, in milliseconds.',
    min: 100,
    max: 60_000,
    default: 5000,
  }),
  /** The maximum size of a response of another part, in bytes. */
  maxRemoteBytes: integer({
    variable: 'PEER_MAX_BYTES',
    group,
    description:
      'The largest response of another part that a service reads, in bytes; a larger one counts as no response. A page has up to 3000 documents.',
    min: 10_000,
    max: Number.MAX_SAFE_INTEGER,
    default: 16_777_216,
  }),
});

/** Every setting that a service reads. */
export const serviceTable = (identity: ServiceDescriptor) => ({
  ports: {
    own: shared.portOf(identity.portVariable, { part: identity.name, port: identity.port }),
    api: shared.apiPort,
  },
  store: storeTableOf(identity.product),
  values: valuesTable(identity),
  studio: shared.studioTable,
  log: logSettings,
});

/** The configuration of a service. */
export interface ServiceSettings extends SettingsOf<ReturnType<typeof valuesTable>>, shared.PortSettings {
  readonly product: Product;
  readonly store: StoreSettings;
  /** Where usage is reported; undefined reports nothing. */
  readonly studio: ApolloStudioSettings | undefined;
}

/** Reads the configuration of a service from an environment. @throws InvalidSettingError */
export function serviceSettings(env: Environment, identity: ServiceDescriptor): ServiceSettings {
  const { ports, store, values, studio } = readSettings(serviceTable(identity), env);
  return {
    ...values,
    product: identity.product,
    ...shared.choosePort(ports, identity),
    store: storeOf(store, identity),
    studio: shared.studioOf(studio),
  };
}
