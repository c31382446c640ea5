import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import { createHash } from 'node:crypto';
import type { RequestHandler } from 'express';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** A tab of the playground. Variables and headers are JSON. */
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
  readonly html: Buffer;
  readonly gzipped: Buffer;
  readonly etag: string;
}

const compress = promisify(gzip);

async function build({ title, tabs, endpoint, headers }: PlaygroundSettings): Promise<Page> {
  const options = {
    title,
    endpoint,
    defaultTabs: tabs.map((tab) => ({ variables: '{}', headers: headers ?? '{}', ...tab })),
    ...(headers === undefined ? {} : { defaultHeaders: headers }),
    shouldPersistHeaders: false,
    defaultEditorToolsVisibility: 'headers' as const,
  };
  const html = Buffer.from(renderGraphiQL(options));
  const etag = `"${createHash('sha256').update(html).digest('base64url').slice(0, 27)}"`;
  return { html, gzipped: await compress(html), etag };
}

/**
 * GraphiQL in one page that loads nothing from elsewhere. It is built and compressed when it is first asked for
 * (9 MB, 2.4 MB compressed), and then kept.
 */
export function playground(settings: PlaygroundSettings): RequestHandler {
  let built: Promise<Page> | undefined;
  return async (request, response) => {
    const { html, gzipped, etag } = await (built ??= build(settings));
    response.set({
      ETag: etag,
      'Cache-Control': 'no-cache',
      Vary: 'Accept, Accept-Encoding',
      'Content-Type': 'text/html; charset=utf-8',
    });
    if (request.get('if-none-match')?.includes(etag) === true) return void response.status(304).end();
    if (request.acceptsEncodings('gzip') === false) return void response.send(html);
    response.set('Content-Encoding', 'gzip').send(gzipped);
  };
}
