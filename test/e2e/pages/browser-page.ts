import { expect } from '@jest/globals';
import axe from 'axe-core';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { until } from '../../support/until.ts';

export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly isDark?: boolean;
  /** The rules of axe that are checked; all by default. */
  readonly rules?: readonly string[];
}

/** The folder of screenshots; without it, none are taken. */
const screenshots = process.env['SCREENSHOTS'];

/** A page of the HTML face in a browser. */
export interface BrowserPage {
  readonly page: Page;
  /** The requests that the page sent, with their headers. */
  readonly requests: readonly { readonly url: string; readonly headers: Record<string, string> }[];
  /** Waits until the heading is this, and the page is not loading. */
  heading(text: string): Promise<void>;
  signIn(username: string, password?: string): Promise<void>;
  /** Opens a form by its title, and returns what is in it. */
  openForm(title: string): Promise<ReturnType<Page['locator']>>;
  /** Waits until an element has the focus. */
  focus(element: ReturnType<Page['locator']>): Promise<void>;
  /**
   * Checks these rules of axe, or those of the page.
   *
   * @throws if axe finds a violation, or if the page is wider than the window.
   */
  check(name: string, rules?: readonly string[]): Promise<void>;
  /** Closes the page. @throws if it sent a request to an unknown origin, or logged an error. */
  close(): Promise<void>;
}

/** Chromium logs each refused request, and each service that stops, wherever its requests are; the tests provoke them. */
const isRefusal = (text: string): boolean =>
  /^Failed to load resource: (the server responded with a status of 4\d\d|net::ERR_(FAILED|CONNECTION_\w+|SOCKET_NOT_CONNECTED|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING))/.test(
    text,
  );

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What axe skips: elements that repeat many times, as in a raw document and in nested members. */
const repeated = [
  ...['pre code span:nth-child(n + 50)', 'pre code a:nth-child(n + 50)'],
  ...['dl.nested > div:nth-child(n + 6)', 'ol.nested > li:nth-child(n + 4)', 'tbody > tr:nth-child(n + 10)'],
  // The empty rows of calendars.
  '.calendar-row:nth-child(n + 8):not(:has(.block))',
];

/** The most elements of a page that axe checks as it is: it needs minutes for those of `openapi.json`. */
const mostElements = 4000;

/** Runs axe on the page. Of a larger one, it checks what is left without what repeats; the page is then loaded again. */
async function violations(page: Page, rules: readonly string[] | undefined): Promise<readonly string[]> {
  if ((await page.locator('body *').count()) <= mostElements) return violationsOf(page, rules);
  await page.evaluate(`document.querySelectorAll(${JSON.stringify(repeated.join())}).forEach((each) => each.remove())`);
  const found = await violationsOf(page, rules);
  await page.reload();
  await page.locator('main[aria-busy="false"] h1').waitFor();
  return found;
}

async function violationsOf(page: Page, rules: readonly string[] | undefined): Promise<readonly string[]> {
  await page.evaluate('Promise.allSettled(document.getAnimations().map(({ finished }) => finished))');
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(`${axe.source};0`);
  const context = JSON.stringify({ exclude: repeated });
  const options = JSON.stringify({ preload: false, resultTypes: ['violations'], ...(rules && { runOnly: rules }) });
  const result = await page.evaluate<{ readonly violations: readonly Violation[] }>(`axe.run(${context}, ${options})`);
  return result.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
  );
}

/** Opens a page in a new browser context. It may send requests to localhost only. */
export async function openPage(browser: Browser, url: string, options: PageOptions = {}): Promise<BrowserPage> {
  const { width = 1280, height = 900, isDark = false } = options;
  const colorScheme = isDark ? 'dark' : 'light';
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const requests: { url: string; headers: Record<string, string> }[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    requests.push({ url: request.url(), headers: request.headers() });
    if (new URL(request.url()).hostname !== 'localhost') complaints.push(`request to ${request.url()}`);
  });
  page.on('console', (message) => {
    if (message.type() === 'error' && !isRefusal(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));
  await page.goto(url);

  const heading = async (text: string): Promise<void> => {
    try {
      await page.locator('main[aria-busy="false"] h1', { hasText: text }).waitFor();
    } catch (error) {
      const shown = await page.locator('main').innerText();
      throw new Error(`"${text}" is not shown at ${page.url()}, but: ${shown.slice(0, 500)}`, { cause: error });
    }
  };
  return {
    page,
    requests,
    heading,
    signIn: async (username, password = 'password') => {
      // The document that the address names is requested; until its answer, the page shows another.
      if (new URL(page.url()).hash !== '') await heading('Authentication is required');
      if ((await page.locator('.sign-in').count()) === 0)
        await page.getByRole('button', { name: 'Sign in' }).first().click();
      await page.getByLabel('Username', { exact: true }).fill(username);
      await page.getByLabel('Password', { exact: true }).fill(password);
      await page.locator('.sign-in').getByRole('button', { name: 'Sign in' }).click();
    },
    openForm: async (title) => {
      await page.locator('.actions').getByRole('button', { name: title, exact: true }).click();
      return page.getByRole('form', { name: title });
    },
    focus: (element) => until(() => element.evaluate((each) => each === document.activeElement)),
    check: async (name, rules = options.rules) => {
      if (screenshots !== undefined) await page.screenshot({ path: path.join(screenshots, `${name}.png`) });
      const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      const found = rules?.length === 0 ? [] : await violations(page, rules);
      expect([name, excess > 0, ...found]).toEqual([name, false]);
    },
    close: async () => {
      await context.close();
      expect(complaints).toEqual([]);
    },
  };
}
