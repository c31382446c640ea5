import { describe, expect, it } from '@jest/globals';
import { InvalidSettingError } from '../util/settings/setting.ts';
import { serviceSettings } from './settings.ts';
import { studioSettings } from './settings/shared.ts';

const studioEnv = { APOLLO_KEY: 'service:town-library:rosebud', APOLLO_GRAPH_REF: 'town-library@current' };
const product = { name: 'Town Library', slug: 'town-library', curie: 'lib' };
const identity = { name: 'loans-service', port: 2117, portVariable: 'PORT_LOANS', product };
const settingsOf = (env: Readonly<Record<string, string>>) => serviceSettings(env, identity);

/** Returns the error that an environment is rejected with. */
function rejectionOf(env: Readonly<Record<string, string>>): InvalidSettingError {
  try {
    settingsOf(env);
  } catch (error) {
    if (error instanceof InvalidSettingError) return error;
    throw error;
  }
  throw new Error('the environment is accepted');
}

describe('the destination of usage reports', () => {
  it('is Apollo Studio if the key and the graph are set', () => {
    const { APOLLO_KEY: key, APOLLO_GRAPH_REF: graphRef } = studioEnv;
    expect(studioSettings(studioEnv)).toEqual({ key, graphRef, endpoint: undefined });
    expect(studioSettings({ ...studioEnv, APOLLO_KEY: ` ${key}\n` })).toEqual({ key, graphRef, endpoint: undefined });
  });

  it('is another endpoint if one is set', () => {
    const endpoint = { APOLLO_USAGE_REPORTING_ENDPOINT: 'http://localhost:9090/' };
    expect(studioSettings({ ...studioEnv, ...endpoint })?.endpoint).toBe('http://localhost:9090');
    expect(studioSettings(endpoint)).toBeUndefined();
  });

  it.each([
    ['nothing is set', {}],
    ['the key is not set', { ...studioEnv, APOLLO_KEY: undefined }],
    ['the key is empty', { ...studioEnv, APOLLO_KEY: '' }],
    ['the graph is not set', { ...studioEnv, APOLLO_GRAPH_REF: undefined }],
    ['the graph is empty', { ...studioEnv, APOLLO_GRAPH_REF: ' ' }],
  ])('is undefined if %s', (_what, env) => {
    expect(studioSettings(env)).toBeUndefined();
  });

  it.each([
    ['APOLLO_KEY', 'a key with a line\nbreak'],
    ['APOLLO_GRAPH_REF', 'a graph'],
    ['APOLLO_GRAPH_REF', 'town-library@'],
    ['APOLLO_USAGE_REPORTING_ENDPOINT', 'ftp://elsewhere'],
  ])('rejects %s = %j', (name, value) => {
    expect(() => studioSettings({ ...studioEnv, [name]: value })).toThrow(InvalidSettingError);
    expect(() => studioSettings({ ...studioEnv, [name]: value })).toThrow(name);
  });

  it('rejects a malformed key without repeating it', () => {
    expect(() => studioSettings({ ...studioEnv, APOLLO_KEY: 'pass wörd' })).toThrow(/^(?!.*wörd)/);
  });
});

const storeDefaults = { timeoutMs: 5000, changesKept: 5000, pollMs: 1000 };

describe('the settings of a service', () => {
  it('take the product from its identity', () => {
    const { realm, serviceSecret, store } = settingsOf({ MONGO_URL: 'mongodb://somewhere' });
    expect({ realm, serviceSecret, store }).toEqual({
      realm: 'Town Library',
      serviceSecret: 'town-library',
      store: {
        ...storeDefaults,
        kind: 'mongo',
        url: 'mongodb://somewhere',
        database: 'town-library-loans-service',
      },
    });
  });

  it('read the port from its own variable, then from HY_API_PORT', () => {
    const portOf = (env: Readonly<Record<string, string>>) => {
      const { port, portVariable } = settingsOf(env);
      return [port, portVariable];
    };
    expect(portOf({})).toEqual([2117, 'PORT_LOANS']);
    expect(portOf({ HY_API_PORT: '80' })).toEqual([80, 'HY_API_PORT']);
    expect(portOf({ HY_API_PORT: '80', PORT_LOANS: '0' })).toEqual([0, 'PORT_LOANS']);
  });

  it('convert values to the units of the code, and strip trailing slashes of URLs', () => {
    const { leaseMs, baseUrl } = settingsOf({ INTENTION_SECONDS: '3', HY_BASE_URL: 'https://library.example/a//' });
    expect({ leaseMs, baseUrl }).toEqual({ leaseMs: 3000, baseUrl: 'https://library.example/a' });
  });

  it('take the HAL gateway on this machine by its port, and URLs without a scheme', () => {
    const gatewayUrlOf = (env: Readonly<Record<string, string>>) => settingsOf(env).gatewayUrl;
    expect(gatewayUrlOf({})).toBe('http://localhost:2112');
    expect(gatewayUrlOf({ PORT_HAL_GATEWAY: '3112' })).toBe('http://localhost:3112');
    expect(gatewayUrlOf({ PORT_HAL_GATEWAY: '0' })).toBe('http://localhost:2112');
    expect(gatewayUrlOf({ PORT_HAL_GATEWAY: '3112', HY_GATEWAY_URL: 'hal.example:80/' })).toBe('http://hal.example:80');
    expect(gatewayUrlOf({ HY_GATEWAY_URL: '[::1]:2112' })).toBe('http://[::1]:2112');
  });

  it('compose the connection string of MongoDB', () => {
    const { store } = settingsOf({
      HY_MONGO_HOST: 'db',
      HY_MONGO_USERNAME: 'me@home',
      HY_MONGO_PASSWORD: 'a/b',
      HY_MONGO_AUTH_SOURCE: 'admin',
      HY_MONGO_DBNAME: 'loans',
    });
    const url = 'mongodb://me%40home:a%2Fb@db:27017/?authSource=admin';
    expect(store).toEqual({ ...storeDefaults, kind: 'mongo', url, database: 'loans' });
  });

  it.each([
    ['GRAPHQL_PAGE', '101', 'GRAPHQL_PAGE is "101"; expected an integer from 1 to 100'],
    ['AUTH_ADD_BASIC', 'perhaps', 'AUTH_ADD_BASIC is "perhaps"; expected true or false'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL is "loud"; expected one of fatal, error, warn, info, debug, trace, silent'],
    ['HY_GATEWAY_URL', 'nowhere', 'HY_GATEWAY_URL is "nowhere"; expected an http or https URL'],
    ['SERVICE_NAMES', 'venue', 'SERVICE_NAMES is "venue"; expected resources with the names of their services'],
    ['TRUSTED_PROXIES', 'a friend', /^TRUSTED_PROXIES is "a friend"; expected addresses, subnets/],
    ['MONGO_URL', 'mysql://me:secret@db', /^MONGO_URL is malformed; expected a MongoDB connection string/],
  ])('reject %s=%s', (name, value, message) => {
    expect(rejectionOf({ [name]: value }).message).toMatch(message);
  });

  it('report every invalid variable at once, and repeat no secret', () => {
    const { problems, message } = rejectionOf({
      HY_API_PORT: 'many',
      MAX_BATCH: '0',
      APOLLO_KEY: 'pass wörd',
      NODE_ENV: 'production',
      AUTH_ROOT_PASSWORD: 'sesame-opens',
      SERVICE_SECRET: 'too short',
    });
    const names = problems.map(({ variable }) => variable).sort();
    expect(names).toEqual(['APOLLO_KEY', 'HY_API_PORT', 'MAX_BATCH', 'SERVICE_SECRET']);
    expect(message.split('\n')).toHaveLength(4);
    expect(message).not.toMatch(/wörd|sesame|too short/);
  });

  it('bound the default page size by the maximum', () => {
    expect(settingsOf({ GRAPHQL_MAX_PAGE: '20' }).limits.page).toEqual({ defaultSize: 20, maxSize: 20 });
    expect(rejectionOf({ GRAPHQL_MAX_PAGE: '20', GRAPHQL_PAGE: '21' }).message).toContain('GRAPHQL_PAGE is "21"');
    const rejection = rejectionOf({ GRAPHQL_MAX_PAGE: 'all', GRAPHQL_PAGE: '21' });
    expect(rejection.problems.map(({ variable }) => variable)).toEqual(['GRAPHQL_MAX_PAGE']);
  });
});
