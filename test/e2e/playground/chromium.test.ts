import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { equipment } from '../../contract/equipment.ts';
import { chromiumMissingNotice, hasChromium, startChromium } from '../../support/chromium.ts';
import { startExtraService } from '../../support/extra-service.ts';
import { describeIf } from '../../support/skip-reasons.ts';
import { embeddedStore } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';
import { until } from '../../support/until.ts';
import { openPlayground, type PlaygroundPage } from './browser.ts';
import { gatewayTabs } from './page.ts';
import { streamScenarios } from './stream-scenarios.ts';

const { open } = embeddedStore;
describeIf(hasChromium(), chromiumMissingNotice)('the playground in Chromium', () => {
  let system: TestSystem;
  let browser: Browser;
  beforeAll(async () => {
    [system, browser] = await Promise.all([startTestSystem(open), startChromium()]);
  });
  afterAll(async () => {
    await browser.close();
    await system.close();
  });

  const withPage = async (url: string, scenario: (playground: PlaygroundPage) => Promise<void>): Promise<void> => {
    const playground = await openPlayground(browser, url);
    await scenario(playground);
    await playground.close();
  };
  const postRequests = ({ requests }: PlaygroundPage) => requests.filter(({ method }) => method === 'POST');

  it('runs the example tabs of the gateway on the demo data', () =>
    withPage(system.graphql, async (playground) => {
      const { page, selectTab, run, read } = playground;
      expect(await page.title()).toBe('Event Buddy');
      expect(await playground.tabs()).toEqual(gatewayTabs);
      await playground.screenshot('gateway-first-impression');
      const firstResult = await run();
      expect(JSON.stringify(firstResult)).toMatch(/Developer Meeting Room.*Daily Standup.*phartman.*Main Boardroom/);
      await playground.screenshot('gateway-look-around');
      await selectTab('WhoAmI');
      expect((await run()).data.viewer.account.name).toBe('Pat Hartman');
      await selectTab('BookARoom');
      expect(JSON.parse(await read('variables.json')).input.venue).toBe(firstResult.data.venues.nodes[0].id);
      expect((await run()).data.createEvent.__typename).toBe('CreateEventSuccess');
      await selectTab('Register');
      expect((await run()).data.registerForEvent).toMatchObject({ changed: true, event: { name: 'Retrospective' } });
      await selectTab('HitTheLimit');
      expect((await run()).data.second).toEqual({
        __typename: 'EventFull',
        detail: 'all 5 seats are taken',
        capacity: 5,
      });
      await playground.screenshot('gateway-hit-the-limit');
    }));

  it.concurrent('shows the documentation of the schema', () =>
    withPage(system.graphql, async ({ page, screenshot }) => {
      await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
      await page.locator('.graphiql-plugin').getByText('Query', { exact: true }).click();
      await page.getByText('Lists are Relay connections').waitFor();
      await screenshot('gateway-guide');
      await page.getByText('The venues that the caller can see').waitFor();
      await screenshot('gateway-documentation');
    }),
  );

  it.concurrent.each(['venues', 'registrations', 'events', 'accounts'] as const)(
    'runs all example tabs of a subgraph: %s',
    (word) =>
      withPage(`${system.services[word].url}/graphql`, async (playground) => {
        for (const tab of (await playground.tabs()).filter((name) => !name.startsWith('Watch'))) {
          await playground.selectTab(tab);
          const { data, errors } = await playground.run();
          expect([tab, errors]).toEqual([tab, undefined]);
          const [result] = Object.values<{ __typename?: string }>(data);
          expect(result?.__typename ?? 'Success').toMatch(/Success$/);
          if (tab.startsWith('Create')) await playground.screenshot(`${word}-create`);
        }
      }),
  );

  it.concurrent('sends credentials only on execution, and takes them from the headers editor', () =>
    withPage(system.graphql, async (playground) => {
      const { page, run, write } = playground;
      await until(() => postRequests(playground).length > 0);
      await page.waitForTimeout(500);
      expect(postRequests(playground)).toHaveLength(1);
      expect(postRequests(playground)[0]?.headers['authorization']).toBeUndefined();
      await write('request-headers.json', '{ "Authorization": "Basic tgraves:password" }');
      await playground.selectTab('WhoAmI');
      await write('request-headers.json', '{ "Authorization": "Basic tgraves:password" }');
      expect((await run()).data.viewer.username).toBe('tgraves');
      expect(postRequests(playground)).toHaveLength(2);
    }),
  );

  it.concurrent('keeps edited tabs for the browser session, but never credentials', () =>
    withPage(system.graphql, async ({ page, read, write, tabs, selectTab }) => {
      await write('operation.graphql', 'query Mine {\n  viewer {\n    username\n  }\n}\n');
      await write('request-headers.json', '{ "Authorization": "Basic tgraves:top-secret" }');
      await selectTab('BookARoom');
      await write('variables.json', '{ "input": { "name": "Mine" } }');
      await page.reload();
      await page.waitForSelector('.graphiql-tab');
      expect(await tabs()).toEqual(['Mine', ...gatewayTabs.slice(1)]);
      expect(await read('operation.graphql')).toContain('query Mine');
      expect(await read('request-headers.json')).toContain('Basic phartman:password');
      await selectTab('BookARoom');
      expect(await read('variables.json')).toBe('{ "input": { "name": "Mine" } }');
      const stored = await page.evaluate('JSON.stringify([localStorage, sessionStorage])');
      expect(stored).toContain('query Mine');
      expect(stored).not.toMatch(/top-secret|Basic|dG9wLXNlY3JldA/);
    }),
  );

  it.concurrent('opens the query of its URL in a new tab', () =>
    withPage(
      `${system.graphql}?query=${encodeURIComponent('query Linked { viewer { role } }')}`,
      async (playground) => {
        expect((await playground.tabs()).slice(0, 2)).toEqual(['Linked', 'LookAround']);
        expect((await playground.run()).data).toEqual({ viewer: { role: 'MEMBER' } });
        expect(playground.page.url()).toBe(system.graphql);
        await playground.page.reload();
        await playground.page.waitForSelector('.graphiql-tab');
        expect((await playground.tabs()).filter((tab) => tab === 'Linked')).toHaveLength(1);
      },
    ),
  );

  it.concurrent('is cached by the browser', () =>
    withPage(system.graphql, async ({ page }) => {
      const statuses: number[] = [];
      const devtools = await page.context().newCDPSession(page);
      await devtools.send('Network.enable');
      devtools.on('Network.responseReceivedExtraInfo', ({ statusCode }) => statuses.push(statusCode));
      await page.reload();
      await page.waitForSelector('.graphiql-tab');
      expect(statuses[0]).toBe(304);
    }),
  );

  it.concurrent('opens without a schema if introspection is off', async () => {
    const env = { ...system.env, GRAPHQL_INTROSPECTION: 'off' };
    const service = await startExtraService(equipment, env);
    await withPage(`${service.url}/graphql`, async (playground) => {
      expect((await playground.run()).data.equipmentItems.totalCount).toBe(0);
      expect(postRequests(playground)).toHaveLength(1);
      await playground.screenshot('without-introspection');
    });
    await service.close();
  });

  describe('whose results come in parts', () =>
    streamScenarios(
      () => system,
      () => browser,
    ));
});
