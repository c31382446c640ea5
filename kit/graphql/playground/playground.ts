import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import type { RequestHandler } from 'express';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { matchesIfNoneMatch, entityTagOf } from '../../http/entity-tags.ts';
import { sendErrorResponse } from '../http/error-response.ts';
import { lazy } from '../../util/lazy.ts';
import { logo, logoUrl } from '../../util/logo.ts';
import { renderTab, type ExampleTab } from './example-tab.ts';

export interface PlaygroundSettings {
  readonly title: string;
  readonly tabs: readonly ExampleTab[];
  /** Default headers of tabs, as JSON with comments. */
  readonly headers: string;
  /** Whether introspection is enabled; if not, the page does not request the schema. */
  readonly introspection: boolean;
}

interface Page {
  readonly gzipped: Buffer;
  /** The opaque tag, the same for every content coding. */
  readonly tag: string;
}

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Scripts and styles are inline and workers are blobs; the page may load and request nothing else. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'unsafe-inline' blob:",
  "style-src 'unsafe-inline'",
  'img-src data: blob:',
  'font-src data:',
  'worker-src blob:',
  "connect-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The call of GraphiQL in the page that the package renders, which the page's own script replaces. */
const renderCall = 'YogaGraphiQL.renderYogaGraphiQL(';

/** GraphiQL 5 applies an offset only to the focused tab, which makes the tab jump away on the first click. */
const style = '<style>.graphiql-tab { transform: none !important; }</style>';

/** The page's own script, without what makes its files modules. */
async function readScript(): Promise<string> {
  const files = ['response-stream.mjs', 'page.mjs'].map((name) => new URL(name, import.meta.url));
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return texts.join('\n').replaceAll(/^(?:import .*|export )/gm, '');
}

async function render(options: { readonly title: string; readonly [name: string]: unknown }): Promise<string> {
  const script = await readScript();
  // The title is also in the page's markup.
  const escaped = { ...options, title: options.title.replaceAll('&', '&amp;').replaceAll('<', '&lt;') };
  const json = JSON.stringify(escaped);
  const html = renderGraphiQL(escaped);
  if (!html.includes(renderCall))
    throw new Error(
      `the page of @graphql-yoga/render-graphiql does not contain "${renderCall}"; adapt playground.ts to its version`,
    );
  return (
    html
      .replace('</head>', `${style}</head>`)
      .replace(renderCall, () => `(() => {\n${script}\nreturn openPlayground;\n})()(`)
      // The options are inside a script element, which `</script>` in a query would end.
      .replace(json, () => json.replaceAll('<', String.raw`\u003c`))
  );
}

async function build({ title, tabs, headers, introspection }: PlaygroundSettings): Promise<Page> {
  const html = await render({
    title,
    favicon: logoUrl,
    logo,
    tabs: tabs.map((tab) => renderTab(tab, headers)),
    headers,
    ...(introspection ? {} : { schema: null }),
    defaultEditorToolsVisibility: 'headers',
  });
  return { gzipped: await compress(html), tag: entityTagOf(html) };
}

/**
 * Returns the handler that serves GraphiQL as one self-contained page. The page (9 MB, 2.4 MB compressed) is built and
 * compressed on the first request; only the compressed page stays in memory.
 */
export function playground(settings: PlaygroundSettings): RequestHandler {
  const page = lazy(() => build(settings));
  return async (request, response) => {
    const { gzipped, tag } = await page();
    response.vary('Accept, Accept-Encoding').set({
      ETag: `W/"${tag}"`,
      'Cache-Control': 'no-cache',
      'Content-Security-Policy': contentSecurityPolicy,
      'Content-Type': 'text/html; charset=utf-8',
    });
    if (matchesIfNoneMatch(request.get('if-none-match'), tag)) return void response.status(304).end();
    if (request.acceptsEncodings('gzip') === false) return void response.send(await decompress(gzipped));
    response.set('Content-Encoding', 'gzip').send(gzipped);
  };
}

/** Responds 406 Not Acceptable to browsers if the playground is disabled. */
export const noPlayground: RequestHandler = (_request, response) =>
  sendErrorResponse(response.vary('Accept'), {
    status: 406,
    code: 'BAD_USER_INPUT',
    message:
      'Not Acceptable: the playground is disabled. POST a query and accept application/graphql-response+json or application/json.',
  });
