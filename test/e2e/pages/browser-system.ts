import type { Browser } from 'playwright-core';
import { startChromium } from '../../support/chromium.ts';
import { hal } from '../../support/clients.ts';
import { embeddedStore } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';
import { until } from '../../support/until.ts';
import { openPage, type BrowserPage, type PageOptions } from './browser-page.ts';

/** A system with the demo data, and a browser. */
export interface BrowserSystem {
  readonly system: TestSystem;
  /** Opens a page, and closes it after the scenario. @throws what the scenario throws, with a screenshot */
  visit(url: string, scenario: (page: BrowserPage) => Promise<void>, options?: PageOptions): Promise<void>;
  /** Returns the address at which the root's page shows a document. */
  shown(url: string): string;
  /** Reads the first document of the list that the root links to. */
  firstOf(rel: string): Promise<{ _id: string; name: string; _etag: string; _links: any }>;
  close(): Promise<void>;
}

/** Starts all parts with these settings, with the demo data, and Chromium. */
export async function startBrowserSystem(settings: Readonly<Record<string, string>> = {}): Promise<BrowserSystem> {
  const [system, browser] = await Promise.all([startTestSystem(embeddedStore.open, settings), startChromium()]);
  const firstOf: BrowserSystem['firstOf'] = async (rel) =>
    (await hal('GET', system.href(rel), { as: 'root' })).body._embedded[rel][0];
  // Venues link to their events once their service has read the root.
  await until(async () => (await firstOf('venue'))._links.event !== undefined);
  return {
    system,
    visit: visitWith(browser),
    shown: (url) => `${system.halGateway}/#${url}`,
    firstOf,
    close: async () => {
      await browser.close();
      await system.close();
    },
  };
}

const visitWith =
  (browser: Browser): BrowserSystem['visit'] =>
  async (url, scenario, options = {}) => {
    const page = await openPage(browser, url, options);
    try {
      await scenario(page);
    } catch (error) {
      await page.page.screenshot({ path: '.cache/screenshots/pages-failed.png' });
      throw error;
    }
    await page.close();
  };
