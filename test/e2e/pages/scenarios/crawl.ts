import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { usernames, type RoleName } from '../../../support/roles.ts';
import type { BrowserPage } from '../browser-page.ts';
import type { BrowserSystem } from '../browser-system.ts';
import { kindOf } from '../page-kinds.ts';

const roles: readonly RoleName[] = ['anonymous', 'member', 'manager', 'admin'];

/** The kinds of pages that a role finds at least. */
const publicKinds = [
  ...['/', '/health', '/relations', '/relations/:rel', '/gateway_registrations', '/gateway_registrations/:name'].map(
    (path) => `gateway ${path}`,
  ),
  ...['/', '/health', '/:list', '/openapi.json', '/sdl', '/jwks'].map((path) => `service ${path}`),
];
const readerKinds = ['/venues/:id', '/events/:id', '/:list/:parent/:id', '/:list/seats/:id'].map(
  (path) => `service ${path}`,
);
const expected: Readonly<Record<string, readonly string[]>> = {
  anonymous: publicKinds,
  member: [...publicKinds, ...readerKinds],
  manager: [...publicKinds, ...readerKinds, 'service /:list/create-form'],
  admin: [...publicKinds, ...readerKinds, 'service /:list/create-form'],
};

/** A crawl of the pages by their links. */
export function crawlScenarios(browser: () => BrowserSystem): void {
  /** Returns the URLs of the documents that the links of a page lead to. */
  const linksOn = (page: Page): Promise<readonly string[]> =>
    page
      .locator('main a[href^="#http"]')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')!.slice(1)));

  /** Shows a document, and waits until it is there. */
  async function show(page: Page, url: string): Promise<void> {
    await page.evaluate((address) => void (location.hash = `#${address}`), url);
    await page.locator('main[aria-busy="false"] h1').waitFor();
    const isShown = page.waitForFunction(
      (address) => document.querySelector<HTMLInputElement>('#address')?.value === address,
      new URL(url).href,
      { polling: 100, timeout: 60_000 },
    );
    await isShown.catch((error: unknown) => {
      throw new Error(`${url} is not shown`, { cause: error });
    });
  }

  /** What the parts of a page are made of: their elements, classes and roles. */
  const structuresOf = (page: Page): Promise<readonly string[]> =>
    page.evaluate(() =>
      ['header', 'main', 'aside'].map((part) => {
        const made = [...document.querySelectorAll(`${part} *:not(pre *)`)].map(
          (element) => `${element.tagName}.${element.className}.${element.getAttribute('role') ?? ''}`,
        );
        return [part, ...new Set(made.toSorted())].join(' ');
      }),
    );

  const structures = new Set<string>();
  /**
   * Visits a page of each kind, and checks those with axe that have a part which no page before had. Returns the
   * kinds.
   */
  async function crawl({ page, check }: BrowserPage, start: string): Promise<readonly string[]> {
    const visited = new Set<string>();
    const queue = [start];
    for (let url = queue.shift(); url !== undefined; url = queue.shift()) {
      const kind = kindOf(url, start);
      if (visited.has(kind)) continue;
      visited.add(kind);
      await show(page, url);
      const parts = await structuresOf(page);
      queue.push(...(await linksOn(page)));
      const isNew = parts.some((part) => !structures.has(part));
      for (const part of parts) structures.add(part);
      if (isNew) await check(kind);
    }
    return [...visited];
  }

  it.concurrent.each(roles)('finds a page of every kind, without a violation or an error: %s', (role) =>
    browser().visit(`${browser().system.halGateway}/`, async (browserPage) => {
      const username = usernames[role];
      await browserPage.heading('Event Buddy');
      if (username !== undefined) {
        await browserPage.signIn(username);
        await browserPage.page.getByText(`Signed in as ${username}`).waitFor();
      }
      const kinds = await crawl(browserPage, `${browser().system.halGateway}/`);
      expect(expected[role]?.filter((kind) => !kinds.includes(kind))).toEqual([]);
    }),
  );
}
