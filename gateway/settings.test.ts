import { describe, expect, it } from '@jest/globals';
import { gatewaySettings } from './settings.ts';

describe('gatewaySettings', () => {
  it('returns defaults', () => {
    expect(gatewaySettings({})).toMatchObject({ port: 4000, gatewayUrl: 'http://localhost:2112', rootIntervalMs: 500 });
  });

  it('reads the limits of the planning process', () => {
    expect(gatewaySettings({ GRAPHQL_PLANNING_QUEUE: '0', GRAPHQL_PLANNING_TIMEOUT_MS: '1' }).planner).toEqual({
      timeoutMs: 1,
      memoryMb: 256,
      maxWaiting: 0,
      maxKeptBytes: 31_457_280,
    });
  });

  it('keeps its files below DATA_DIR, where told, or nowhere', () => {
    const { supergraphFile, compositionCache } = gatewaySettings({ DATA_DIR: '/data' });
    expect([supergraphFile, compositionCache]).toEqual([
      '/data/graphql-gateway/supergraph.json',
      { directory: '/data/graphql-gateway/compositions', maxFiles: 20 },
    ]);
    const told = gatewaySettings({ GRAPHQL_SUPERGRAPH_FILE: '/graph', GRAPHQL_COMPOSITION_CACHE: '/cache' });
    expect([told.supergraphFile, told.compositionCache.directory]).toEqual(['/graph', '/cache']);
    const none = gatewaySettings({ GRAPHQL_SUPERGRAPH_FILE: 'none', GRAPHQL_COMPOSITION_CACHE: 'none' });
    expect([none.supergraphFile, none.compositionCache.directory]).toEqual([undefined, undefined]);
  });

  it('rejects a short token of scrapers, and does not repeat it', () => {
    expect(() => gatewaySettings({ GRAPHQL_METRICS_TOKEN: 'too-short' })).toThrow(
      /^GRAPHQL_METRICS_TOKEN is malformed; expected a secret of at least 16 characters$/,
    );
    expect(gatewaySettings({ GRAPHQL_METRICS_TOKEN: 'sixteen-letters!' }).metrics.token).toBe('sixteen-letters!');
  });

  it('prefers PORT_GATEWAY to HY_API_PORT, and treats an empty variable as not set', () => {
    expect(gatewaySettings({ HY_API_PORT: '80' }).port).toBe(80);
    expect(gatewaySettings({ HY_API_PORT: '80', PORT_GATEWAY: '0' }).port).toBe(0);
    expect(gatewaySettings({ PORT_GATEWAY: '' }).port).toBe(4000);
  });

  it('names every invalid variable', () => {
    expect(() => gatewaySettings({ HY_GATEWAY_URL: 'nowhere', GRAPHQL_SWEEP_INTERVAL_MS: 'often' })).toThrow(
      /HY_GATEWAY_URL[^]*GRAPHQL_SWEEP_INTERVAL_MS|GRAPHQL_SWEEP_INTERVAL_MS[^]*HY_GATEWAY_URL/,
    );
  });
});
