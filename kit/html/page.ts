import type { FinishedResponse } from '../http/page.ts';
import { logoUrl } from '../util/logo.ts';
import type { Product } from '../util/product.ts';
import { assetsPath, type EntryFiles } from './assets.ts';
import { renderMain } from './main.ts';
import { html, jsonForScript, type Markup } from './markup.ts';
import { titleOf, type Titles } from './title.ts';
import { linkTo } from './values.ts';

/** Everything that a page is rendered from. */
export interface PageContent extends FinishedResponse {
  readonly method: string;
  /** The URL of the request, as the client sees it. */
  readonly url: string;
  /** The public base URL of the part, without a trailing slash. */
  readonly base: string;
  readonly root: string | undefined;
  readonly graphql: string | undefined;
  readonly product: Product;
  readonly titles: Titles;
  /** The files of the script; undefined if they are not built. */
  readonly entry: EntryFiles | undefined;
}

/** Renders the head of a page, which loads the files of an entry. */
export function renderHead({ base, entry }: Pick<PageContent, 'base' | 'entry'>, title: string): Markup {
  const files = `${new URL(base).pathname.replace(/\/$/, '')}${assetsPath}`;
  const styles = entry?.styles.map((name) => html`<link rel="stylesheet" href="${files}${name}" />`);
  const modules = entry?.modules.map((name) => html`<link rel="modulepreload" href="${files}${name}" />`);
  const script = entry && html`<script type="module" src="${files}${entry.script}"></script>`;
  return html`<head>
    <meta charset="utf-8" />
    <title>${title}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <link rel="icon" href="${logoUrl}" />
    ${styles}${modules}${script}
  </head>`;
}

/** Renders the links to the system's entry points. */
function renderHeader({ base, root, product }: PageContent): Markup {
  const home = `${base}/`;
  const service = root === home ? undefined : html`<li>${linkTo(home, 'This service')}</li>`;
  return html`<header>
    <nav aria-label="${product.name}">
      <ul>
        <li>${linkTo(root ?? home, product.name)}</li>
        ${service}
      </ul>
    </nav>
  </header>`;
}

/** The document that the script shows, and what it needs besides it. `docs/pages.md` describes the members. */
const dataOf = ({ url, method, status, headers, body, root, graphql, product, titles }: PageContent) => ({
  ...{ url, method, status, headers, body: body ?? null },
  ...{ root, graphql, product: product.name, titles },
});

/** Renders a response as an HTML document: readable without a script, with the data that the script needs. */
export function renderPage(content: PageContent): string {
  const { url, body, product } = content;
  const title = titleOf(body, url);
  const page = html`<!doctype html>
    <html lang="en">
      ${renderHead(content, `${title} – ${product.name}`)}
      <body>
        <div id="page">${renderHeader(content)}${renderMain({ ...content, title })}</div>
        <script type="application/json" id="document">
          ${jsonForScript(dataOf(content))}
        </script>
      </body>
    </html>`;
  return `${page.text}\n`;
}
