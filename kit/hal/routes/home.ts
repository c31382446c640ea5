import { ok, wantsForms, type Route } from '../request.ts';
import { collectionHref } from '../../resource/service-context.ts';
import { referenceHref, type Links } from '../render.ts';
import type { FormTemplate } from '../forms.ts';
import { relIn, type Product } from '../../util/product.ts';

/** The content of a home document besides the resource's link, given the service's public base URL. */
export interface HomeContent {
  readonly product: Product;
  links(baseUrl: string): Links;
  /** The HAL-FORMS templates, by relation. */
  templates(baseUrl: string): Readonly<Record<string, FormTemplate>>;
}

/** Handles GET of the home: the service's links, and for an authenticated caller the link to their account. */
export const homeRoute =
  ({ product, links, templates }: HomeContent): Route =>
  (request) => {
    const { service, locator, context } = request;
    const { definition } = service.resource;
    const resource = { href: collectionHref(locator, definition), title: definition.summary };
    const self = { href: `${locator.baseUrl}/`, title: service.name };
    const { id } = context.caller;
    const account = id === undefined ? undefined : referenceHref(locator, 'account', id);
    const viewer =
      account === undefined ? {} : { [relIn(product, 'viewer')]: { href: account, title: 'Your own account' } };
    const home = { _links: { self, [definition.name]: resource, ...links(locator.baseUrl), ...viewer } };
    return Promise.resolve(ok(wantsForms(request) ? { ...home, _templates: templates(locator.baseUrl) } : home));
  };
