import { gatewayTable } from '../../gateway/settings.ts';
import { halGatewayTable } from '../../hal-gateway/settings.ts';
import { rootPassword } from '../../kit/service/settings/authentication.ts';
import { gatewayUrl, studioTable } from '../../kit/service/settings/shared.ts';
import { mongoUrl } from '../../kit/service/settings/store.ts';
import { serviceTable } from '../../kit/service/settings.ts';
import type { SettingTable } from '../../kit/util/settings/setting.ts';
import { choice, nodeEnvironment, text } from '../../kit/util/settings/types.ts';
import { serviceParts } from '../parts.ts';
import { testTable } from './tests.ts';

/** Every setting that `npm start` reads: those of all parts. */
export const systemTable = {
  halGateway: halGatewayTable,
  venues: serviceTable(serviceParts.venues),
  registrations: serviceTable(serviceParts.registrations),
  events: serviceTable(serviceParts.events),
  accounts: serviceTable(serviceParts.accounts),
  gateway: gatewayTable,
};

/** The git revision that `npm run schema:check` compares with. */
export const schemaBase = text({
  variable: 'SCHEMA_BASE',
  group: 'Scripts and containers',
  description: 'The git revision whose `schema/` is compared by `npm run schema:check`.',
  default: undefined,
  unset: 'the revision before the latest change of a schema',
});

/** Settings that the scripts read. */
export const scriptTable = { gatewayUrl, rootPassword, mongoUrl, schemaBase, studio: studioTable };

const containers = 'Scripts and containers';

/** Settings that this code does not parse: libraries, the image and Docker Compose read them. */
export const outsideTable = {
  nodeEnvironment,
  telemetry: text({
    variable: 'APOLLO_TELEMETRY_DISABLED',
    group: 'Apollo Studio',
    description:
      'Whether `@apollo/gateway` is kept from sending figures of the installation to its makers; `false` lets it. The gateway sets `1` where the variable is not set.',
    default: '1',
  }),
  part: choice(['hal-gateway', 'gateway', 'venues', 'registrations', 'events', 'accounts'], {
    variable: 'PART',
    group: containers,
    description: 'The part that a container of the Docker image runs.',
    default: 'venues',
  }),
  ipAddress: text({
    variable: 'IP_ADDRESS',
    group: containers,
    description:
      'The address in the links of the containers, which clients and containers reach. `npm run before-docker-compose` writes it to `.env`.',
    default: undefined,
    expected: 'an address',
  }),
};

/** Who reads a setting, as the documentation calls them. */
export interface Readers {
  readonly name: string;
  readonly table: SettingTable;
}

/** The one table of all settings, by who reads them. */
export const allSettings: readonly Readers[] = [
  ...[systemTable.venues, systemTable.registrations, systemTable.events, systemTable.accounts].map((table) => ({
    name: 'services',
    table,
  })),
  { name: 'HAL gateway', table: systemTable.halGateway },
  { name: 'GraphQL gateway', table: systemTable.gateway },
  { name: 'scripts', table: scriptTable },
  { name: 'others', table: outsideTable },
  { name: 'tests', table: testTable },
];
