import { ok, wantsForms, type Route } from '../request.ts';
import { collectionHref } from '../../resource/service-context.ts';
import { type Links } from '../render.ts';
import type { Template } from '../forms.ts';

/** What is at a home besides the resource, seen under a URL. */
export interface Home {
  links(base: string): Links;
  /** What one may do there, by relation; for HAL-FORMS. */
  templates(base: string): Readonly<Record<string, Template>>;
}

/** GET of the home: what the service offers, for everybody; and to who has signed in, where their account is. */
export const homeRoute =
  ({ links, templates }: Home): Route =>
  (exchange) => {
    const { served, places, context } = exchange;
    const { definition } = served.resource;
    const resource = { href: collectionHref(places, definition), title: definition.summary };
    const self = { href: `${places.base}/`, title: served.name };
    const viewer = viewerLink(places.collectionOf('account'), context.caller.id);
    const home = { _links: { self, [definition.name]: resource, ...links(places.base), ...viewer } };
    return Promise.resolve(ok(wantsForms(exchange) ? { ...home, _templates: templates(places.base) } : home));
  };

const viewerLink = (accounts: string | undefined, id: string | undefined): Links =>
  accounts === undefined || id === undefined
    ? {}
    : { 'eb:viewer': { href: `${accounts}/${encodeURIComponent(id)}`, title: 'Your own account' } };
