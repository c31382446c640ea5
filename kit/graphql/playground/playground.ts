import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import type { RequestHandler } from 'express';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { matchesIfNoneMatch, entityTagOf } from '../../http/entity-tags.ts';
import { sendErrorResponse } from '../http/error-response.ts';
import { logo, logoUrl } from './logo.ts';
import { renderTab, type ExampleTab } from './example-tab.ts';

export interface PlaygroundSettings {
  readonly title: string;
  readonly tabs: readonly ExampleTab[];
  /** Headers of a tab that has none of its own, and of a new one: JSON, in which comments may stand. */
  readonly headers: string;
  /** Whether the schema may be asked for; the page does not ask otherwise. */
  readonly introspection: boolean;
}

interface Page {
  readonly gzipped: Buffer;
  /** The same for every coding of it. */
  readonly tag: string;
}

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** GraphiQL brings its scripts and styles in the page, its workers as blobs; nothing else may be loaded or asked. */
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

/** Where GraphiQL is called in the page that the package renders; the page's own script takes over from there. */
const opening = 'YogaGraphiQL.renderYogaGraphiQL(';

/** GraphiQL 5 gives its tabs an offset that it shows only to a tab with focus: it jumps away from the first click. */
const style = '<style>.graphiql-tab { transform: none !important; }</style>';

async function render(options: { readonly title: string; readonly [name: string]: unknown }): Promise<string> {
  const script = await readFile(new URL('./page.mjs', import.meta.url), 'utf8');
  // The title stands in the page's markup as well.
  const harmless = { ...options, title: options.title.replaceAll('&', '&amp;').replaceAll('<', '&lt;') };
  const written = JSON.stringify(harmless);
  const html = renderGraphiQL(harmless);
  if (!html.includes(opening)) throw new Error('the page of render-graphiql does not call GraphiQL as it used to');
  return (
    html
      .replace('</head>', `${style}</head>`)
      .replace(opening, () => `(() => {\n${script.replaceAll(/^export /gm, '')}\nreturn openPlayground;\n})()(`)
      // The options stand in a script, where `</script>` in a query would end it.
      .replace(written, () => written.replaceAll('<', String.raw`\u003c`))
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
 * GraphiQL in one page that loads nothing from elsewhere. It is built and compressed when it is first asked for
 * (9 MB, 2.4 MB compressed), and then kept as it was compressed.
 */
export function playground(settings: PlaygroundSettings): RequestHandler {
  let built: Promise<Page> | undefined;
  return async (request, response) => {
    const { gzipped, tag } = await (built ??= build(settings));
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

/** What a browser is answered where the page is switched off. */
export const noPlayground: RequestHandler = (_request, response) =>
  sendErrorResponse(response.vary('Accept'), {
    status: 406,
    code: 'BAD_USER_INPUT',
    message:
      'The playground is switched off here. Answers are application/graphql-response+json or application/json: POST a query.',
  });
