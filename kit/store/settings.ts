/** Where a service's documents are. */
export type StoreSettings =
  | { readonly kind: 'mongo'; readonly url: string; readonly database: string }
  /** Files in a directory; in memory alone when it is undefined. */
  | { readonly kind: 'embedded'; readonly directory: string | undefined };

type Environment = Readonly<Record<string, string | undefined>>;

const given = (env: Environment, name: string): string | undefined => (env[name] === '' ? undefined : env[name]);

function mongoUrl(env: Environment): string | undefined {
  const url = given(env, 'MONGO_URL');
  const host = given(env, 'HY_MONGO_HOST');
  if (url !== undefined || host === undefined) return url;
  const user = given(env, 'HY_MONGO_USERNAME');
  const password = encodeURIComponent(env['HY_MONGO_PASSWORD'] ?? '');
  const credentials = user === undefined ? '' : `${encodeURIComponent(user)}:${password}@`;
  const source = given(env, 'HY_MONGO_AUTH_SOURCE');
  return `mongodb://${credentials}${host}:${given(env, 'HY_MONGO_PORT') ?? '27017'}/${source === undefined ? '' : `?authSource=${source}`}`;
}

/**
 * The store of the service of this name: MongoDB when `MONGO_URL` or `HY_MONGO_HOST` (`HY_MONGO_PORT`) says where it is,
 * in a database of the service's own unless `HY_MONGO_DBNAME` names one; files below `DATA_DIR` (`.data`) otherwise.
 */
export function storeSettings(env: Environment, name: string): StoreSettings {
  const url = mongoUrl(env);
  if (url === undefined) return { kind: 'embedded', directory: `${given(env, 'DATA_DIR') ?? '.data'}/${name}` };
  const database = given(env, 'HY_MONGO_DBNAME') ?? `event-buddy-${name.replace(/[^a-zA-Z0-9_-]/g, '-')}`;
  return { kind: 'mongo', url, database };
}
