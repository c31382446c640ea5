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
    });
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
