import { createFiller, encodeCredentials } from '../../../kit/graphql/playground/page.mjs';
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

/** Creates a function that runs tabs as the page does: with their headers, and variables from earlier results. */
export function createRunner(url: string, tabs: readonly RenderedTab[]) {
  const { record, fill } = createFiller(tabs);
  return async ({ name, query, variables, headers }: RenderedTab): Promise<HalBody> => {
    const filled = fill(name, variables);
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...encodeCredentials(JSON.parse(withoutComments(headers))), 'content-type': 'application/json' },
      body: JSON.stringify({ query, operationName: name, variables: filled === '' ? {} : JSON.parse(filled) }),
    });
    const answer: HalBody = await response.json();
    record(name, answer.data);
    return answer;
  };
}
