import type { RequestHandler, Response } from 'express';
import { renderPage } from '../kit/hal/page-response.ts';
import { createPages } from '../kit/html/pages.ts';
import { resolvePublicBaseUrl } from '../kit/http/middleware.ts';
import { pageType } from '../kit/http/page.ts';
import type { RootWatcher } from '../kit/remote/root-watcher.ts';
import { rootUrlOf } from '../kit/remote/root-url.ts';
import type { GatewaySettings } from './settings.ts';

/** Creates the handlers that make a page of the health for browsers; none if pages are switched off. */
export function healthPages(
  { pages, product, baseUrl, trust, gatewayUrl }: GatewaySettings,
  { url, links }: { readonly url: string; readonly links: RootWatcher['links'] },
): readonly RequestHandler[] {
  if (!pages) return [];
  return [
    resolvePublicBaseUrl({ ownUrl: url, isFixed: baseUrl !== undefined, trust }),
    ...createPages({ product, root: () => rootUrlOf(links(), gatewayUrl), graphql: (base) => `${base}/graphql` }),
  ];
}

/** Sends a document as JSON, or as a page to clients that prefer pages. */
export function sendDocument(response: Response, body: object): void {
  const headers = { 'content-type': 'application/json' };
  const page = renderPage(response, { status: response.statusCode, headers, body });
  if (page === undefined) return void response.json(body);
  response.type(pageType).send(page);
}
