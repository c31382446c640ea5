import { ok, type Route } from '../exchange.ts';
import { collectionOf, type Links } from '../render.ts';

/** GET of the home: what the service offers, for everybody. */
export const homeRoute =
  (links: Links): Route =>
  ({ served, places }) => {
    const { definition } = served.resource;
    const resource = { href: collectionOf(places, definition), title: definition.summary };
    const curies = [{ name: 'eb', href: `${places.base}/relations/{rel}`, templated: true as const }];
    const self = { href: `${places.base}/`, title: served.name };
    return Promise.resolve(ok({ _links: { self, [definition.name]: resource, ...links, curies } }));
  };
