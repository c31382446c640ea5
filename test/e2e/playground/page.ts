import { createFetcher, createFiller } from '../../../kit/graphql/playground/page.mjs';
import type { RenderedTab } from '../../../kit/graphql/playground/example-tab.ts';
import type { HalBody } from '../../support/clients.ts';

const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

/** Returns the options of the page at this URL. */
export async function optionsOf(url: string): Promise<HalBody> {
  const html = await (await fetch(url, { headers: browser })).text();
  const [, options = ''] = /querySelector\('#root'\),\s*(\{.*\}),\s*\);\s*<\/script>/.exec(html) ?? [];
  return JSON.parse(options);
}

/** Returns the tabs of the page at this URL, from left to right. */
export const tabsOf = async (url: string): Promise<readonly RenderedTab[]> => (await optionsOf(url)).tabs;

/** Removes the lines that are comments from JSON. */
const withoutComments = (text: string): string => text.replaceAll(/^\s*\/\/.*$/gm, '');

/** Creates what runs tabs as the page does: with its fetcher, their headers, and variables from earlier results. */
export function createRunner(url: string, tabs: readonly RenderedTab[]) {
  const { record, fill } = createFiller(tabs);
  const fetcher = createFetcher(url, record);
  /** Returns the results of a tab. */
  const start = ({ name, query, variables, headers }: RenderedTab) => {
    const filled = fill(name, variables);
    const request = { query, operationName: name, variables: filled === '' ? {} : JSON.parse(filled) };
    return fetcher(request, { headers: JSON.parse(withoutComments(headers)) });
  };
  /** Returns the last result of a tab. */
  const run = async (tab: RenderedTab): Promise<HalBody> => {
    let last: HalBody;
    for await (const result of start(tab)) last = result;
    return last;
  };
  return { start, run };
}

/** Whether a tab has results until it is stopped. */
export const isSubscription = ({ query }: RenderedTab): boolean => /^subscription /m.test(query);

/** The names of the gateway's tabs, from left to right. */
export const gatewayTabs = [
  ...['LookAround', 'WhoAmI', 'BookARoom', 'Register', 'HitTheLimit'],
  ...['WatchEvents', 'DeferGuests'],
];
