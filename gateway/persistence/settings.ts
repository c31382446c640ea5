import path from 'node:path';
import { storeTableOf } from '../../kit/service/settings/store.ts';
import { integer, setting } from '../../kit/util/settings/types.ts';
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
  compositionCache: savedPath('GRAPHQL_COMPOSITION_CACHE', {
    description:
      'The directory in which the GraphQL gateway keeps the graphs that it composed of schemas of services: the same schemas are not composed again, which takes about a second. Several gateways can share it. `none` keeps nothing.',
    below: 'compositions',
  }),
  compositionCacheFiles: integer({
    variable: 'GRAPHQL_COMPOSITION_CACHE_FILES',
    group,
    description: 'The most files in `GRAPHQL_COMPOSITION_CACHE`; those that were used last are kept.',
    min: 1,
    max: 1_000_000,
    default: 20,
  }),
};

/** What the GraphQL gateway keeps on disk, and where. */
export interface PersistenceSettings {
  /** The file of the last graph; undefined keeps nothing. */
  readonly supergraphFile: string | undefined;
  readonly compositionCache: {
    /** Undefined keeps nothing. */
    readonly directory: string | undefined;
    readonly maxFiles: number;
  };
}

/** Returns the paths of what is kept. */
export function persistenceOf({
  dataDirectory,
  supergraphFile,
  compositionCache,
  compositionCacheFiles: maxFiles,
}: SettingsOf<typeof persistenceTable>): PersistenceSettings {
  const pathOf = (value: string | undefined, below: string): string | undefined =>
    value === 'none' ? undefined : (value ?? path.join(dataDirectory, 'graphql-gateway', below));
  return {
    supergraphFile: pathOf(supergraphFile, 'supergraph.json'),
    compositionCache: { directory: pathOf(compositionCache, 'compositions'), maxFiles },
  };
}
