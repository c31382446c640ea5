import { credentials, type HalBody } from './clients.ts';

/** What Chromium and Firefox accept when they open a URL. */
export const browserAccept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

/** A response to a browser. */
export interface FetchedPage {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  /** What the script of the page reads; undefined if there is none. */
  readonly data: HalBody;
}

/** Returns the data for the script of a page. */
export const dataIn = (html: string): HalBody => {
  const [, text] = /<script type="application\/json" id="document">(.*?)<\/script>/s.exec(html) ?? [];
  return text === undefined ? undefined : JSON.parse(text);
};

/** Requests a page as a browser does, as the demo account `as`; without `as`, without credentials. */
export async function fetchPage(
  url: string,
  { as, method = 'GET', headers = {} }: { as?: string | undefined; method?: string; headers?: object } = {},
): Promise<FetchedPage> {
  const response = await fetch(url, {
    method,
    headers: { accept: browserAccept, ...(as === undefined ? {} : credentials(as)), ...headers },
    redirect: 'manual',
  });
  const html = await response.text();
  return { status: response.status, headers: response.headers, html, data: dataIn(html) };
}
