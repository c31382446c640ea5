import type { RequestHandler, Response } from 'express';
import { createMediaTypeChooser } from '../http/content-negotiation.ts';
import { publicBaseUrlOf } from '../http/middleware.ts';
import { pageType, setPageRenderer, type FinishedResponse } from '../http/page.ts';
import type { Product } from '../util/product.ts';
import { assetsHandler, readAssets } from './assets.ts';
import { renderPage } from './page.ts';
import type { Titles } from './title.ts';

/** What the pages of a part show besides its documents. */
export interface PagesSettings {
  readonly product: Product;
  /** The titles of the fields of the part's resource. */
  readonly titles?: Titles;
  /** Returns the URL of the HAL gateway's root, if it is known, given the public base URL of the part. */
  readonly root: (base: string) => string | undefined;
  /** Returns the URL of a GraphQL endpoint with a playground, if it is known, given the public base URL of the part. */
  readonly graphql: (base: string) => string | undefined;
}

/**
 * The page loads its script and its style from its origin and nothing else. It may send requests anywhere: links lead to
 * other services, which can move.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  'connect-src http: https:',
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The media types that clients of a part choose from. Pages are for those that prefer HTML to all others. */
const chooseType = createMediaTypeChooser([
  'application/hal+json',
  'application/json',
  'application/prs.hal-forms+json',
  'application/problem+json',
  pageType,
]);

/** Whether a client prefers a page to every other media type. */
export const prefersPages = (accept: string | undefined): boolean => chooseType(accept) === pageType;

/**
 * Creates the handlers that make pages of a part's responses for clients that prefer HTML (browsers), and that serve the
 * files of the pages. They run before all routes.
 */
export function createPages(settings: PagesSettings): readonly RequestHandler[] {
  const assets = readAssets();
  const render = (response: Response, finished: FinishedResponse): string => {
    const { originalUrl } = response.req;
    // The headers of a response to HEAD are those of the response to GET, with the length and the entity tag.
    const method = response.req.method === 'HEAD' ? 'GET' : response.req.method;
    const base = publicBaseUrlOf(response);
    const { product, titles = {} } = settings;
    const links = { root: settings.root(base), graphql: settings.graphql(base) };
    return renderPage({
      ...{ ...finished, ...links, method, base, url: `${base}${originalUrl}` },
      ...{ product, titles, entry: assets?.entry },
    });
  };
  const negotiate: RequestHandler = (request, response, next) => {
    response.vary('Accept');
    if (prefersPages(request.headers.accept)) {
      setPageRenderer(response, (finished) => render(response, finished));
      response.set('Content-Security-Policy', contentSecurityPolicy);
    }
    next();
  };
  return assets === undefined ? [negotiate] : [assetsHandler(assets), negotiate];
}
