import { expect } from '@jest/globals';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { HalBody } from '../../support/clients.ts';
import { until } from '../../support/until.ts';

type Editor = 'operation.graphql' | 'variables.json' | 'request-headers.json' | 'response.json';

/** A page of GraphiQL in a browser. */
export interface PlaygroundPage {
  readonly page: Page;
  /** The HTTP requests of the page. */
  readonly requests: readonly {
    readonly method: string;
    readonly url: string;
    readonly headers: Record<string, string>;
  }[];
  /** The names of the tabs, from left to right. */
  tabs(): Promise<readonly string[]>;
  /** Opens the tab of this name. */
  selectTab(tab: string): Promise<void>;
  /** Presses the execute button, and returns the content of the response editor. */
  run(): Promise<HalBody>;
  /** Presses the execute button, which stops a subscription that runs. */
  press(): Promise<void>;
  /** Waits until the response editor has a result that matches, and returns it. */
  waitForResult(matches: (result: HalBody) => boolean): Promise<HalBody>;
  read(editor: Editor): Promise<string>;
  write(editor: Editor, text: string): Promise<void>;
  screenshot(name: string): Promise<void>;
  /** Closes the page. @throws if it sent a request to another origin, or logged an error. */
  close(): Promise<void>;
}

const screenshots = '.cache/screenshots';
const button = '.graphiql-execute-button';

/** Opens GraphiQL at this URL in a new browser context. */
export async function openPlayground(browser: Browser, url: string): Promise<PlaygroundPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  // A page loads 9 MB of script.
  page.setDefaultTimeout(120_000);
  const requests: { method: string; url: string; headers: Record<string, string> }[] = [];
  const foreign: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    const [method, address, headers] = [request.method(), request.url(), request.headers()];
    if (new URL(address).origin !== new URL(url).origin) foreign.push(address);
    else if (!address.startsWith('blob:')) requests.push({ method, url: address, headers });
  });
  page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(url);
  await page.waitForSelector(button);

  const read = (editor: Editor): Promise<string> => page.evaluate(readModel, editor);
  const displayed = async (): Promise<HalBody> => JSON.parse((await read('response.json')) || '{}');
  return {
    page,
    requests,
    tabs: () => page.locator('.graphiql-tab-button').allTextContents(),
    selectTab: async (tab) => {
      await page.getByRole('tab', { name: tab, exact: false }).getByRole('button', { name: tab, exact: true }).click();
      await page.waitForSelector(`.graphiql-tab-active [title="${tab}"]`);
    },
    run: async () => {
      const answered = page.waitForResponse((response) => response.request().method() === 'POST');
      await page.click(button);
      const result: HalBody = await (await answered).json();
      await until(async () => isSame(await displayed().catch(() => undefined), result));
      return result;
    },
    press: () => page.click(button),
    waitForResult: async (matches) => {
      await until(async () => matches(await displayed()));
      return displayed();
    },
    read,
    write: async (editor, text) => {
      await page.evaluate(writeModel, [editor, text] as const);
      // GraphiQL debounces input by 100 ms, in the page's own time.
      await page.evaluate(() => new Promise((resolve) => void setTimeout(resolve, 300)));
    },
    screenshot: async (name) => void (await page.screenshot({ path: path.join(screenshots, `${name}.png`) })),
    close: async () => {
      await context.close();
      expect({ foreign, complaints }).toEqual({ foreign: [], complaints: [] });
    },
  };
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

interface Model {
  readonly uri: { readonly path: string };
  getValue(): string;
  setValue(text: string): void;
}
type Editors = typeof globalThis & { __MONACO: { editor: { getModels(): readonly Model[] } } };

/* These two functions run in the page. */
const readModel = (name: string): string => {
  const models = (globalThis as Editors).__MONACO.editor.getModels();
  return models.find(({ uri }) => uri.path.endsWith(name))?.getValue() ?? '';
};
const writeModel = ([name, text]: readonly [string, string]): void => {
  const models = (globalThis as Editors).__MONACO.editor.getModels();
  models.find(({ uri }) => uri.path.endsWith(name))?.setValue(text);
};
