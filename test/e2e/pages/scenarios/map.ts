import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { hal } from '../../../support/clients.ts';
import { weather } from '../../graphql-gateway/subgraphs.ts';
import { startSubgraph, type TestSubgraph } from '../../graphql-gateway/test-gateway.ts';
import type { BrowserPage } from '../browser-page.ts';
import type { BrowserSystem } from '../browser-system.ts';
import { checkLooks, dark, desktop, phone, wide } from '../looks.ts';

/** A subgraph that does not fit that of the venues. */
const clashing: TestSubgraph = {
  name: 'clash-service',
  sdl: `type Query { clash: Venue }
    type Venue @key(fields: "id") { id: ID! name: Int! }`,
  resolvers: {},
};
const services = ['accounts-service', 'events-service', 'registrations-service', 'venues-service'];

/** The map of the system. */
export function mapScenarios(browser: () => BrowserSystem): void {
  const url = (): string => `${browser().system.halGateway}/app#map`;
  const cards = (page: Page) => page.getByRole('list', { name: 'Services', exact: true }).locator('> li');
  const card = (page: Page, name: string) => cards(page).filter({ hasText: name });

  it('shows each service, its lease, what it offers, and that it is in the graph', () =>
    browser().visit(url(), async (opened) => {
      const { page } = opened;
      await cards(page).nth(3).waitFor();
      expect(await cards(page).locator('h2').allTextContents()).toEqual(services);
      await page.getByText('4 services in the graph').waitFor();
      for (const service of services) {
        const text = (await card(page, service).textContent()) ?? '';
        expect(text).toMatch(/live.*\d+ s left of \d+ s.*In the graph since/s);
      }
      await card(page, 'venues-service').getByRole('link', { name: 'Venue', exact: true }).waitFor();
      await checkLooks(opened, [desktop, dark, phone, wide], 'map');
    }));

  const enter = async ({ page }: BrowserPage): Promise<void> => {
    await page.clock.install();
    await page.reload();
    await cards(page).nth(3).waitFor();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('Username', { exact: true }).fill('root');
    await page.getByLabel('Password', { exact: true }).fill('password');
    await page.locator('.sign-in').getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Signed in as root').waitFor();
  };

  /** Lets the time pass until the map is read again. */
  const nextReading = (page: Page): Promise<void> => page.clock.fastForward(7000);

  it('shows guests that come and go, and tells screen readers', () =>
    browser().visit(url(), async (opened) => {
      const { page } = opened;
      await enter(opened);
      const guest = {
        name: 'weather',
        baseUrl: browser().system.halGateway,
        rels: { sky: { href: '/sky' } },
        ttl: 3600,
      };
      const { body } = await hal('POST', `${browser().system.halGateway}/gateway_registrations`, { body: guest });
      await nextReading(page);
      await page.getByRole('status', { name: 'Changes' }).getByText('weather is live').waitFor();
      const text = await card(page, 'weather').textContent();
      expect(text).toMatch(/guest.*60 min left of 60 min.*Not in the graph: it is a guest.*Sky/s);
      await page.getByRole('button', { name: 'Pause' }).click();
      await hal('DELETE', body._links.self.href, { headers: { 'if-match': '*' } });
      await nextReading(page);
      await card(page, 'weather').waitFor();
      await page.getByRole('button', { name: 'Pause' }).click();
      await page.getByRole('status', { name: 'Changes' }).getByText('weather is gone').waitFor();
      await card(page, 'weather').waitFor({ state: 'detached' });
    }));

  it('shows subgraphs that are rejected or unreachable, and tells operators alone why', async () => {
    const { halGateway } = browser().system;
    const clash = await startSubgraph(clashing, halGateway);
    const station = await startSubgraph(weather, halGateway);
    await browser().visit(url(), async (opened) => {
      const { page } = opened;
      await card(page, 'weather-service').getByText('In the graph since').waitFor();
      await card(page, 'clash-service').getByText('Its schema does not fit the others').waitFor();
      expect(await card(page, 'clash-service').textContent()).not.toContain('Venue.name');
      await enter(opened);
      await card(page, 'clash-service').getByText('Venue.name').waitFor();
      await station.crash();
      await page.getByRole('status', { name: 'Changes' }).getByText('weather-service cannot be read').waitFor();
      const text = await card(page, 'weather-service').textContent();
      expect(text).toMatch(/live.*Its home or schema cannot be read; the last good schema stays.*its home/s);
      await opened.check('map-problems');
    });
    await clash.close();
  });
}
