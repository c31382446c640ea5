import { gatewayTable } from '../../gateway/settings.ts';
import { halGatewayTable } from '../../hal-gateway/settings.ts';
import { rootPassword } from '../../kit/service/settings/authentication.ts';
import { gatewayUrl, meantServiceNames, serviceSecretOf, studioTable } from '../../kit/service/settings/shared.ts';
import { mongoUrl } from '../../kit/service/settings/store.ts';
import { serviceTable } from '../../kit/service/settings.ts';
import type { SettingTable } from '../../kit/util/settings/setting.ts';
import { choice, nodeEnvironment, text } from '../../kit/util/settings/types.ts';
import { product } from '../../product/product.ts';
import type { ServiceParts } from '../parts.ts';
import { testTable } from './tests.ts';

/** The settings that `npm start` reads: those of all parts. */
export const systemTable = (parts: ServiceParts) => ({
  halGateway: halGatewayTable,
  services: Object.fromEntries(Object.entries(parts).map(([word, part]) => [word, serviceTable(part)])),
  gateway: gatewayTable,
});

/** The git revision that `npm run schema:check` compares with. */
export const schemaBase = text({
  variable: 'SCHEMA_BASE',
  group: 'Scripts and containers',
  description: 'The git revision whose `schema/` is compared by `npm run schema:check`.',
  default: undefined,
  unset: 'the revision before the latest change of a schema',
});

/** The settings that the scripts read. */
const scriptTable = {
  ...{ gatewayUrl, meantServiceNames, rootPassword, mongoUrl, schemaBase },
  serviceSecret: serviceSecretOf(product),
  studio: studioTable,
};

const containers = 'Scripts and containers';

/** Settings that libraries, the Docker image and Docker Compose read instead of this code. */
const outsideTable = (parts: ServiceParts) => ({
  nodeEnvironment,
  telemetry: text({
    variable: 'APOLLO_TELEMETRY_DISABLED',
    group: 'Apollo Studio',
    description:
      'Whether the telemetry of `@apollo/gateway` to Apollo is disabled; `false` enables it. The GraphQL gateway sets `1` if the variable is not set.',
    default: '1',
  }),
  part: choice(['hal-gateway', 'gateway', ...Object.keys(parts)], {
    variable: 'PART',
    group: containers,
    description: 'The part that a container of the Docker image runs.',
    default: 'venues',
  }),
  ipAddress: text({
    variable: 'IP_ADDRESS',
    group: containers,
    description:
      'The address in the links of the containers, which both clients and containers must reach. `npm run before-docker-compose` writes it to `.env`.',
    default: undefined,
    expected: 'an address',
  }),
  mongoPassword: text({
    variable: 'MONGO_PASSWORD',
    group: containers,
    description:
      "The password of the demo's MongoDB in `docker-compose.yml`. `npm run before-docker-compose` writes a random one to `.env`, and a random `SERVICE_SECRET`.",
    default: undefined,
    expected: 'a password without characters that URLs escape',
  }),
});

/** The settings of one reader, with the reader's name in the documentation. */
export interface Readers {
  readonly name: string;
  readonly table: SettingTable;
}

/** Returns all settings by reader. */
export const allSettings = (parts: ServiceParts): readonly Readers[] => [
  ...Object.values(parts).map((part) => ({ name: 'services', table: serviceTable(part) })),
  { name: 'HAL gateway', table: halGatewayTable },
  { name: 'GraphQL gateway', table: gatewayTable },
  { name: 'scripts', table: scriptTable },
  { name: 'others', table: outsideTable(parts) },
  { name: 'tests', table: testTable },
];
