import type { RequestHandler } from 'express';
import { fileURLToPath } from 'node:url';
import { assetsHandler, readAssetsIn, type EntryFiles } from '../../kit/html/assets.ts';
import { html, jsonForScript } from '../../kit/html/markup.ts';
import { renderHead } from '../../kit/html/page.ts';
import { contentSecurityPolicy, prefersPages } from '../../kit/html/pages.ts';
import { entityTagOf } from '../../kit/http/entity-tags.ts';
import { publicBaseUrlOf } from '../../kit/http/middleware.ts';
import { lazy } from '../../kit/util/lazy.ts';
import type { Product } from '../../kit/util/product.ts';
import { appPath } from './path.ts';

/** What the booking page needs to know besides the root. */
export interface AppPageSettings {
  readonly product: Product;
  /** The URL of a GraphQL endpoint with a playground, if it is known. */
  readonly graphqlUrl: string | undefined;
}

/** Reads the files that `npm run build:pages` has built, once for all gateways of the process. */
const readAppAssets = lazy(() => readAssetsIn(fileURLToPath(new URL('assets', import.meta.url))));

interface AppPageContent extends AppPageSettings {
  /** The public base URL of the gateway, without a trailing slash. */
  readonly base: string;
  readonly entry: EntryFiles;
}

/** Renders the page: its script knows one URL, the root. */
function renderAppPage({ base, entry, product, graphqlUrl }: AppPageContent): string {
  const data = { root: `${base}/`, graphql: graphqlUrl, product: product.name };
  const page = html`<!doctype html>
    <html lang="en">
      ${renderHead({ base, entry }, product.name)}
      <body>
        <div id="app">
          <main>
            <h1>${product.name}</h1>
            <noscript>
              <p>This page needs JavaScript. <a href="${base}/">The pages of the services</a> can be read without.</p>
            </noscript>
          </main>
        </div>
        <script type="application/json" id="settings">
          ${jsonForScript(data)}
        </script>
      </body>
    </html>`;
  return `${page.text}\n`;
}

/**
 * Creates the handlers of the booking page: they answer clients that prefer HTML, and serve the page's files. There are
 * none if the page is not built.
 */
export function createAppPage(settings: AppPageSettings): readonly RequestHandler[] {
  const assets = readAppAssets();
  if (assets === undefined) return [];
  const page: RequestHandler = (request, response, next) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (request.path !== appPath || !isRead || !prefersPages(request.headers.accept)) return next();
    const text = renderAppPage({ ...settings, base: publicBaseUrlOf(response), entry: assets.entry });
    response
      .vary('Accept')
      .set({ 'Content-Security-Policy': contentSecurityPolicy, 'Cache-Control': 'no-cache' })
      .set('ETag', `"${entityTagOf(text)}"`)
      .type('html')
      .send(text);
  };
  return [assetsHandler(assets), page];
}
