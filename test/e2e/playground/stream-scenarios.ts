import { expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { hal, type HalBody } from '../../support/clients.ts';
import type { TestSystem } from '../../support/system.ts';
import { openPlayground, type PlaygroundPage } from './browser.ts';

/** Tabs whose results come in parts. */
export function streamScenarios(system: () => TestSystem, browser: () => Browser): void {
  let renamings = 0;
  /** Renames the first document of a resource in the HAL face, and returns its ID and name. */
  const rename = async (rel: string): Promise<{ readonly id: string; readonly name: string }> => {
    const { body } = await hal('GET', system().href(rel), { as: 'root' });
    const { _id: id, _links } = body._embedded[rel][0];
    const name = `Renamed ${++renamings}`;
    const headers = { 'if-match': '*' };
    expect((await hal('PATCH', _links.self.href, { as: 'root', body: { name }, headers })).status).toBe(200);
    return { id, name };
  };

  /** Runs a subscription while documents change, and returns what the page shows. */
  const watch = async ({ press, waitForResult }: PlaygroundPage, rel: string): Promise<HalBody> => {
    await press();
    let result: HalBody;
    const shown = waitForResult(({ data }) => data !== undefined).then((first) => void (result = first));
    // The subscription begins some time after the button is pressed.
    while (result === undefined) await Promise.all([rename(rel), Promise.race([shown, delay(1000)])]);
    await shown;
    return result;
  };

  it.concurrent.each([
    ['the gateway', 'WatchEvents', 'event', 'events', () => system().graphql],
    ['a subgraph', 'WatchVenues', 'venue', 'venues', () => `${system().services.venues.url}/graphql`],
  ])('a subscription at %s tells changes until it is stopped', async (at, tab, rel, plural, url) => {
    const playground = await openPlayground(browser(), url());
    const { page, press, read, waitForResult } = playground;
    await playground.selectTab(tab);
    const { data, errors } = await watch(playground, rel);
    expect(errors).toBeUndefined();
    expect(data[`${plural}Changed`]).toMatchObject({
      kind: 'CHANGED',
      [rel]: { name: expect.stringMatching(/^Renamed /) },
    });

    const { id, name } = await rename(rel);
    await waitForResult((result) => result.data[`${plural}Changed`][rel].name === name);
    await page.getByRole('button', { name: /^Stop query/ }).waitFor();
    await playground.screenshot(`subscription-at-${at.replace(/^\w+ /, '')}`);

    const cancelled = page.waitForEvent('requestfailed');
    await press();
    expect((await cancelled).failure()?.errorText).toBe('net::ERR_ABORTED');
    await page.getByRole('button', { name: /^Execute query/ }).waitFor();
    const last = await read('response.json');
    await rename(rel);
    await delay(500);
    expect(await read('response.json')).toBe(last);

    const next = rel === 'event' ? 'DeferGuests' : 'Venue';
    await playground.selectTab(next);
    expect(JSON.parse(await read('variables.json'))).toEqual({ id });
    await playground.close();
  });

  it.concurrent('a deferred fragment is merged into what was shown before', async () => {
    const playground = await openPlayground(browser(), system().graphql);
    const { page, press, selectTab, waitForResult } = playground;
    await playground.run();
    await selectTab('DeferGuests');
    const response = page.waitForResponse((each) => each.request().method() === 'POST');
    await press();
    expect((await response).headers()['content-type']).toMatch(/^multipart\/mixed.*deferSpec=20220824$/);
    const { data } = await waitForResult((result) => result.data?.event.registrations !== undefined);
    expect(data.event).toMatchObject({
      name: expect.any(String),
      venue: { name: expect.any(String), capacity: expect.any(Number) },
      registrations: { nodes: expect.any(Array) },
    });
    await page.getByRole('button', { name: /^Execute query/ }).waitFor();
    await playground.screenshot('deferred-fragment');
    await playground.close();
  });
}
