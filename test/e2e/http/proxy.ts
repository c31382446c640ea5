import { describe, expect, it } from '@jest/globals';
import { hal } from '../../support/clients.ts';
import { startEmptySystem } from '../../support/empty-system.ts';

describe('behind a proxy', () => {
  const forwarded = { forwarded: 'for=203.0.113.9;proto=https;host=api.example' };

  const hrefs = async (env: Record<string, string>): Promise<readonly string[]> => {
    const system = await startEmptySystem(env);
    const urls = [system.halGateway, system.services.venues.url, `${system.services.venues.url}/venues`];
    const responses = urls.map(async (url) => {
      const { body } = await hal('GET', url, { as: 'root', headers: forwarded });
      return body._links.self.href as string;
    });
    const selfLinks = await Promise.all(responses);
    const { body: problem } = await hal('GET', `${system.services.venues.url}/venues`, { headers: forwarded });
    const prefixed = { 'x-forwarded-host': 'api.example', 'x-forwarded-proto': 'HTTPS', 'x-forwarded-prefix': '/api' };
    const { body: other } = await hal('GET', `${system.services.venues.url}/venues?page=0`, { headers: prefixed });
    await system.close();
    return [...selfLinks, problem.type, new URL(other.instance, other.type).href];
  };

  it('links and problem types use the public URL if the proxy is trusted', async () => {
    expect(await hrefs({ TRUSTED_PROXIES: 'loopback' })).toEqual([
      'https://api.example/',
      'https://api.example/',
      'https://api.example/venues',
      'https://api.example/problems/unauthenticated',
      'https://api.example/api/venues?page=0',
    ]);
  });

  it('links and problem types ignore Forwarded if the proxy is not trusted', async () => {
    for (const href of await hrefs({})) expect(href).toMatch(/^http:\/\/localhost:\d+\//);
  });
});
