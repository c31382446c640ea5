import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import { createHash } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

/** A tab of the playground. Variables and headers are JSON, in which comments may stand. */
export interface PlaygroundTab {
  readonly query: string;
  readonly variables?: string;
  readonly headers?: string;
}

export interface PlaygroundSettings {
  readonly title: string;
  readonly tabs: readonly PlaygroundTab[];
  /** The path of the GraphQL endpoint. */
  readonly endpoint: string;
  /** Headers of a new tab, as JSON. */
  readonly headers?: string;
}

interface Page {
  readonly gzipped: Buffer;
  readonly etag: string;
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

/**
 * The options stand in a script of the page, where `</script>` in a query would end it; the title stands in its
 * markup as well.
 */
function render({ title, ...options }: { title: string; [name: string]: unknown }): string {
  const harmless = { title: title.replaceAll('&', '&amp;').replaceAll('<', '&lt;'), ...options };
  const written = JSON.stringify(harmless);
  return renderGraphiQL(harmless).replace(written, () => written.replaceAll('<', String.raw`\u003c`));
}

async function build({ title, tabs, endpoint, headers = '{}' }: PlaygroundSettings): Promise<Page> {
  const html = render({
    title,
    endpoint,
    defaultTabs: tabs.map((tab) => ({ headers, ...tab })),
    headers,
    // What is in the editors at first; otherwise a reload opens one more tab, and the first has the default headers.
    query: tabs[0]?.query,
    initialHeaders: tabs[0]?.headers ?? headers,
    // They hold passwords.
    shouldPersistHeaders: false,
    defaultEditorToolsVisibility: 'headers',
  });
  const etag = `W/"${createHash('sha256').update(html).digest('base64url').slice(0, 27)}"`;
  return { gzipped: await compress(html), etag };
}

/**
 * Whether a request wants the page: a browser's does. Also one with a `query` in its address, which the page shows in
 * its editor, and writes there itself.
 */
export function wantsPlayground(request: Request): boolean {
  const types = ['application/json', 'application/graphql-response+json', 'text/html'];
  return (request.method === 'GET' || request.method === 'HEAD') && request.accepts(types) === 'text/html';
}

/**
 * GraphiQL in one page that loads nothing from elsewhere. It is built and compressed when it is first asked for
 * (9 MB, 2.4 MB compressed), and then kept as it was compressed.
 */
export function playground(settings: PlaygroundSettings): RequestHandler {
  let built: Promise<Page> | undefined;
  return async (request, response) => {
    const { gzipped, etag } = await (built ??= build(settings));
    response.set({
      ETag: etag,
      'Cache-Control': 'no-cache',
      'Content-Security-Policy': contentSecurityPolicy,
      Vary: 'Accept, Accept-Encoding',
      'Content-Type': 'text/html; charset=utf-8',
    });
    if (request.get('if-none-match')?.includes(etag) === true) return void response.status(304).end();
    if (request.acceptsEncodings('gzip') === false) return void response.send(await decompress(gzipped));
    response.set('Content-Encoding', 'gzip').send(gzipped);
  };
}
