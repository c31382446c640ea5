import { describe, expect, it } from '@jest/globals';
import { SettingFault, studioSetting } from './settings.ts';

const both = { APOLLO_KEY: 'service:event-buddy:rosebud', APOLLO_GRAPH_REF: 'event-buddy@current' };

describe('where usage is reported', () => {
  it('is Apollo, with the key and the graph', () => {
    const { APOLLO_KEY: key, APOLLO_GRAPH_REF: graphRef } = both;
    expect(studioSetting(both)).toEqual({ key, graphRef, endpoint: undefined });
    expect(studioSetting({ ...both, APOLLO_KEY: ` ${key}\n` })).toEqual({ key, graphRef, endpoint: undefined });
  });

  it('is another place if that is given', () => {
    const endpoint = { APOLLO_USAGE_REPORTING_ENDPOINT: 'http://localhost:9090/' };
    expect(studioSetting({ ...both, ...endpoint })?.endpoint).toBe('http://localhost:9090');
    expect(studioSetting(endpoint)).toBeUndefined();
  });

  it.each([
    ['nothing is set', {}],
    ['the key is not set', { ...both, APOLLO_KEY: undefined }],
    ['the key is empty', { ...both, APOLLO_KEY: '' }],
    ['the graph is not set', { ...both, APOLLO_GRAPH_REF: undefined }],
    ['the graph is empty', { ...both, APOLLO_GRAPH_REF: ' ' }],
  ])('is nowhere when %s', (_what, env) => {
    expect(studioSetting(env)).toBeUndefined();
  });

  it.each([
    ['APOLLO_KEY', 'a key with a line\nbreak'],
    ['APOLLO_GRAPH_REF', 'a graph'],
    ['APOLLO_GRAPH_REF', 'event-buddy@'],
    ['APOLLO_USAGE_REPORTING_ENDPOINT', 'ftp://elsewhere'],
  ])('is not found from %s = %j', (name, value) => {
    expect(() => studioSetting({ ...both, [name]: value })).toThrow(SettingFault);
    expect(() => studioSetting({ ...both, [name]: value })).toThrow(name);
  });

  it('is not found from a key that is none, and the fault does not repeat it', () => {
    expect(() => studioSetting({ ...both, APOLLO_KEY: 'pass wörd' })).toThrow(/^(?!.*wörd)/);
  });
});
