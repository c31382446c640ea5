import { ok, wantsForms, type Route } from '../request.ts';
import { collectionHref } from '../../resource/service-context.ts';
import { type Links } from '../render.ts';
import type { FormTemplate } from '../forms.ts';
import { relIn, type Product } from '../../util/product.ts';

/** What is at a home besides the resource, seen under a URL. */
export interface HomeContent {
  readonly product: Product;
  links(base: string): Links;
  /** What one may do there, by relation; for HAL-FORMS. */
  templates(base: string): Readonly<Record<string, FormTemplate>>;
}

/** GET of the home: what the service offers, for everybody; and to who has signed in, where their account is. */
export const homeRoute =
  ({ product, links, templates }: HomeContent): Route =>
  (exchange) => {
    const { service, places, context } = exchange;
    const { definition } = service.resource;
    const resource = { href: collectionHref(places, definition), title: definition.summary };
    const self = { href: `${places.baseUrl}/`, title: service.name };
    const account = accountHref(places.collectionOf('account'), context.caller.id);
    const viewer =
      account === undefined ? {} : { [relIn(product, 'viewer')]: { href: account, title: 'Your own account' } };
    const home = { _links: { self, [definition.name]: resource, ...links(places.baseUrl), ...viewer } };
    return Promise.resolve(ok(wantsForms(exchange) ? { ...home, _templates: templates(places.baseUrl) } : home));
  };

const accountHref = (accounts: string | undefined, id: string | undefined): string | undefined =>
  accounts === undefined || id === undefined ? undefined : `${accounts}/${encodeURIComponent(id)}`;
