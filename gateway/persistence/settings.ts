import path from 'node:path';
import { storeTableOf } from '../../kit/service/settings/store.ts';
import { setting } from '../../kit/util/settings/types.ts';
import type { SettingsOf } from '../../kit/util/settings/setting.ts';
import { product } from '../../product/product.ts';

const group = 'Gateways and discovery';

/** Declares a path below `DATA_DIR`, or `none`. */
const savedPath = (variable: string, { description, below }: { description: string; below: string }) =>
  setting<string, undefined>(
    { variable, group, description, default: undefined, unset: `\`graphql-gateway/${below}\` in \`DATA_DIR\`` },
    { expected: 'a path, or `none`', parse: (text) => text },
  );

/** What the GraphQL gateway keeps on disk. */
export const persistenceTable = {
  dataDirectory: storeTableOf(product).directory,
  supergraphFile: savedPath('GRAPHQL_SUPERGRAPH_FILE', {
    description:
      'The file in which the GraphQL gateway keeps the last good graph of the services, without guests: it serves it after a restart, also while the HAL gateway and the services are down. `none` keeps nothing.',
    below: 'supergraph.json',
  }),
};

/** The paths of what is kept; undefined keeps nothing. */
export interface PersistenceSettings {
  readonly supergraphFile: string | undefined;
}

/** Returns the paths of what is kept. */
export function persistenceOf({
  dataDirectory,
  supergraphFile,
}: SettingsOf<typeof persistenceTable>): PersistenceSettings {
  const pathOf = (value: string | undefined, below: string): string | undefined =>
    value === 'none' ? undefined : (value ?? path.join(dataDirectory, 'graphql-gateway', below));
  return { supergraphFile: pathOf(supergraphFile, 'supergraph.json') };
}
