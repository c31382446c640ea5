import type { ApolloStudioSettings } from '../kit/graphql/apollo-studio.ts';
import { graphqlLimitsTable, graphqlTable } from '../kit/service/settings/limits.ts';
import { authenticationTable } from '../kit/service/settings/authentication.ts';
import * as shared from '../kit/service/settings/shared.ts';
import { logSettings } from '../kit/util/log.ts';
import type { Product } from '../kit/util/product.ts';
import { readSettings, type Environment, type SettingsOf } from '../kit/util/settings/setting.ts';
import { integer } from '../kit/util/settings/types.ts';
import { product } from '../product/product.ts';
import { discoveryTable } from './discovery-settings.ts';
import { observationTable } from './observe/settings.ts';
import { guardTable, maxRetryAfterSeconds } from './serve/guard-settings.ts';
import { streamTable } from './stream/settings.ts';
import { persistenceOf, persistenceTable, type PersistenceSettings } from './persistence/settings.ts';
import { persistedTable } from './persisted/settings.ts';
import { planningTable } from './planning-settings.ts';

/** The default port of the GraphQL gateway. */
export const gatewayPort = { port: 4000, portVariable: 'PORT_GATEWAY' };

/** A duration in milliseconds, of at most an hour. */
const milliseconds = (variable: string, description: string, defaultValue: number) =>
  integer({
    variable,
    group: 'Gateways and discovery',
    description,
    min: 1,
    max: 3_600_000,
    default: defaultValue,
  });

/** The settings that are used without conversion. */
const valuesTable = {
  /** The URL of the HAL gateway's root, from which all services are discovered. */
  gatewayUrl: shared.gatewayUrl,
  /** The maximum size of that root, in bytes. */
  maxRootBytes: shared.maxRootBytes,
  /** The services that offer resources: `account`'s issues the tokens that the gateway hands on. */
  meant: shared.meantServiceNames,
  /** The absolute URL under which clients reach this gateway; undefined is `http://localhost:{port}`. */
  baseUrl: shared.baseUrl,
  /** Whether browsers get a page of the health. */
  pages: shared.pagesTable.pages,
  /** The realm of authentication challenges. */
  realm: shared.realmOf(product),
  /** Whether HTTP Basic authentication is accepted. */
  basic: authenticationTable.basic,
  /** The shared secret for service-to-service authentication. */
  serviceSecret: shared.serviceSecretOf(product),
  /** Milliseconds between requests to the root. */
  rootIntervalMs: milliseconds(
    'GRAPHQL_ROOT_INTERVAL_MS',
    "How often the GraphQL gateway reads the HAL gateway's root, in milliseconds.",
    500,
  ),
  /** Milliseconds after which homes and schemas are read again even if the root has not changed. */
  sweepIntervalMs: milliseconds(
    'GRAPHQL_SWEEP_INTERVAL_MS',
    "How often the GraphQL gateway reads every service's home and schema again, in milliseconds.",
    10_000,
  ),
  /** Milliseconds before the first retry for a service that could not be read; doubles up to `sweepIntervalMs`. */
  retryMs: milliseconds(
    'GRAPHQL_RETRY_MS',
    'The pause in milliseconds before the GraphQL gateway tries again to read a service that it could not read. It doubles with each failure, up to `GRAPHQL_SWEEP_INTERVAL_MS`.',
    250,
  ),
  /** The time limit for reading a home or a schema, in milliseconds. */
  readTimeoutMs: milliseconds(
    'GRAPHQL_READ_TIMEOUT_MS',
    "How long the GraphQL gateway waits for a service's home or schema, in milliseconds.",
    5000,
  ),
  /** The time limit for a service's part of an operation, in milliseconds. */
  requestTimeoutMs: milliseconds(
    'GRAPHQL_REQUEST_TIMEOUT_MS',
    "How long the GraphQL gateway waits for a service's part of an operation, in milliseconds.",
    10_000,
  ),
  ...discoveryTable,
  /** The maximum size of a request body, in bytes. */
  maxBodyBytes: integer({
    variable: 'GRAPHQL_MAX_BODY_BYTES',
    group: 'Limits',
    description: 'The largest body of a request to the GraphQL gateway, in bytes; a larger one gets 413.',
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    default: 1_000_000,
  }),
  limits: graphqlLimitsTable,
  ...graphqlTable,
  /** Bytes of new GraphQL documents of one caller in ten seconds. */
  newDocumentBytes: shared.newDocumentBytes,
  /** The characters of the GraphQL documents that are kept. */
  documentCacheLength: shared.documentCacheLength,
  ...planningTable,
  ...persistedTable,
  ...observationTable,
  addressConcurrency: integer({
    variable: 'GRAPHQL_ADDRESS_CONCURRENCY',
    group: 'Limits',
    description:
      'The most requests of one client address that the GraphQL gateway executes at the same time; the others wait. 0 is no limit.',
    min: 0,
    max: 100_000,
    default: 4,
  }),
  addressQueue: integer({
    variable: 'GRAPHQL_ADDRESS_QUEUE',
    group: 'Limits',
    description: 'The most requests of one client address that wait at the GraphQL gateway; more get 429.',
    min: 0,
    max: 100_000,
    default: 100,
  }),
  maxErrors: integer({
    variable: 'GRAPHQL_MAX_ERRORS',
    group: 'Limits',
    description:
      'The most errors in a response of the GraphQL gateway, or in an event of a subscription; one more says how many are left out.',
    min: 1,
    max: 1_000_000,
    default: 500,
  }),
  ...guardTable,
  ...streamTable,
  maxRetryAfterSeconds,
  ...shared.httpTable,
};

/** All settings that the GraphQL gateway reads. */
export const gatewayTable = {
  ports: {
    own: shared.portOf(gatewayPort.portVariable, { part: 'GraphQL gateway', port: gatewayPort.port }),
    api: shared.apiPort,
  },
  values: valuesTable,
  persistence: persistenceTable,
  studio: shared.studioTable,
  log: logSettings,
};

/** The configuration of the GraphQL gateway. */
export interface GatewaySettings extends SettingsOf<typeof valuesTable>, shared.PortSettings, PersistenceSettings {
  readonly product: Product;
  /** Where usage is reported; undefined reports nothing. */
  readonly studio: ApolloStudioSettings | undefined;
}

/** Reads the configuration of the GraphQL gateway from an environment. @throws InvalidSettingError */
export function gatewaySettings(env: Environment): GatewaySettings {
  const { ports, values, persistence, studio } = readSettings(gatewayTable, env);
  return {
    ...values,
    ...persistenceOf(persistence),
    ...shared.choosePort(ports, gatewayPort),
    product,
    studio: shared.studioOf(studio),
  };
}
