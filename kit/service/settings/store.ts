import { defaultChangesKept } from '../../store/change-log.ts';
import type { StoreSettings } from '../../store/settings.ts';
import type { Product } from '../../util/product.ts';
import { readSettings, type Environment, type SettingsOf } from '../../util/settings/setting.ts';
import { converted, flag, integer, setting, text } from '../../util/settings/types.ts';

const group = 'Store';
const unchanged = (text: string): string => text;

/** The connection string of MongoDB. No message repeats it, because it may contain a password. */
export const mongoUrl = setting<string, undefined>(
  {
    variable: 'MONGO_URL',
    group,
    description:
      'The connection string of the MongoDB that stores the documents. It takes precedence over `HY_MONGO_HOST`.',
    default: undefined,
    unset: 'the embedded store, unless `HY_MONGO_HOST` is set',
  },
  {
    expected: 'a MongoDB connection string (mongodb://… or mongodb+srv://…)',
    parse: (text) => (/^mongodb(\+srv)?:\/\//.test(text) ? text : undefined),
    isSecret: true,
  },
);

/** Returns the settings of a part's store. */
export const storeTableOf = ({ slug }: Product) => ({
  mongoUrl,
  host: text({
    variable: 'HY_MONGO_HOST',
    group,
    description: 'The host of MongoDB, if `MONGO_URL` is not set.',
    default: undefined,
    expected: 'a host name or an address',
    unset: 'the embedded store, unless `MONGO_URL` is set',
  }),
  port: integer({
    variable: 'HY_MONGO_PORT',
    group,
    description: 'The port of MongoDB at `HY_MONGO_HOST`.',
    min: 1,
    max: 65_535,
    default: 27_017,
  }),
  username: text({
    variable: 'HY_MONGO_USERNAME',
    group,
    description: 'The username for MongoDB at `HY_MONGO_HOST`.',
    default: undefined,
    unset: 'no credentials',
  }),
  password: setting<string, undefined>(
    {
      variable: 'HY_MONGO_PASSWORD',
      group,
      description: 'The password of `HY_MONGO_USERNAME`.',
      default: undefined,
      unset: 'an empty password',
    },
    { expected: 'a secret', parse: unchanged, isSecret: true },
  ),
  authSource: text({
    variable: 'HY_MONGO_AUTH_SOURCE',
    group,
    description: 'The MongoDB database that authenticates `HY_MONGO_USERNAME`.',
    default: undefined,
    unset: "MongoDB's default",
  }),
  database: text({
    variable: 'HY_MONGO_DBNAME',
    group,
    description: 'The MongoDB database, used as given. Parts with the same value share a database.',
    default: undefined,
    unset: `one for each part: \`${slug}-\` and the name of the part`,
  }),
  directory: text({
    variable: 'DATA_DIR',
    group,
    description:
      'The directory of the embedded store, with a subdirectory for each part. Only one process at a time can use a subdirectory.',
    default: '.data',
    expected: 'a path',
  }),
  timeoutMs: integer({
    variable: 'STORE_TIMEOUT_MS',
    group,
    description:
      'How long an operation of the store may take, in milliseconds; after that the request gets 503. Opening a collection, which may build indexes, is not limited.',
    min: 100,
    max: 600_000,
    default: 5000,
  }),
  changesKept: integer({
    variable: 'STORE_CHANGES_KEPT',
    group,
    description:
      'How many changes of a collection are kept in memory for those who listen to them. A listener that falls further behind has to read the documents anew.',
    min: 1,
    max: 1_000_000,
    default: defaultChangesKept,
  }),
  pollMs: integer({
    variable: 'STORE_POLL_MS',
    group,
    description:
      'The time between two reads of a collection that somebody listens to, in milliseconds, on a MongoDB server that is no member of a replica set.',
    min: 10,
    max: 600_000,
    default: 1000,
  }),
  lockWaitMs: converted(
    integer({
      variable: 'DATA_LOCK_SECONDS',
      group,
      description:
        'How long a part that starts waits for another process to release its subdirectory of `DATA_DIR`, in seconds.',
      min: 0,
      max: 600,
      default: 5,
    }),
    (seconds) => seconds * 1000,
  ),
  repair: flag({
    variable: 'DATA_REPAIR',
    group,
    description:
      'Whether the embedded store starts without the lines of its files that cannot be read. It keeps a copy of each such file, and logs which documents the lines belong to. Otherwise it does not start.',
    default: false,
  }),
});

type StoreVariables = SettingsOf<ReturnType<typeof storeTableOf>>;

/** The part that a store belongs to. */
export interface StoreOwner {
  readonly name: string;
  readonly product: Product;
}

function mongoUrlOf({ mongoUrl, host, port, username, password = '', authSource }: StoreVariables): string | undefined {
  if (mongoUrl !== undefined || host === undefined) return mongoUrl;
  const credentials = username === undefined ? '' : `${encodeURIComponent(username)}:${encodeURIComponent(password)}@`;
  return `mongodb://${credentials}${host}:${port}/${authSource === undefined ? '' : `?authSource=${authSource}`}`;
}

/** Chooses the store of a part: MongoDB if a URL or a host is set, the embedded store in `DATA_DIR` otherwise. */
export function storeOf(variables: StoreVariables, { name, product }: StoreOwner): StoreSettings {
  const url = mongoUrlOf(variables);
  const { directory, lockWaitMs, repair, timeoutMs, changesKept, pollMs } = variables;
  if (url === undefined)
    return { kind: 'embedded', directory: `${directory}/${name}`, lockWaitMs, repair, timeoutMs, changesKept };
  const database = variables.database ?? `${product.slug}-${name.replace(/[^a-zA-Z0-9_-]/g, '-')}`;
  return { kind: 'mongo', url, database, timeoutMs, changesKept, pollMs };
}

/** Reads the store of a part from an environment. @throws InvalidSettingError */
export const storeSettings = (env: Environment, owner: StoreOwner): StoreSettings =>
  storeOf(readSettings(storeTableOf(owner.product), env), owner);
