import { ok, type Route } from '../exchange.ts';
import { collectionOf, type Links } from '../render.ts';
import type { HomeLinks } from './table.ts';

/** GET of the home: what the service offers, for everybody; and to who has signed in, where their account is. */
export const homeRoute =
  (links: HomeLinks): Route =>
  ({ served, places, context }) => {
    const { definition } = served.resource;
    const resource = { href: collectionOf(places, definition), title: definition.summary };
    const self = { href: `${places.base}/`, title: served.name };
    const viewer = viewerLink(places.collectionOf('account'), context.caller.id);
    return Promise.resolve(ok({ _links: { self, [definition.name]: resource, ...links(places.base), ...viewer } }));
  };

const viewerLink = (accounts: string | undefined, id: string | undefined): Links =>
  accounts === undefined || id === undefined
    ? {}
    : { 'eb:viewer': { href: `${accounts}/${encodeURIComponent(id)}`, title: 'Your own account' } };
