import { ok, type HalRequest, type RouteTable } from '../../kit/hal/request.ts';
import { appPath } from './path.ts';

/** The booking page as a document, for clients that do not prefer HTML: it leads to the root, where the page starts. */
export const appRoute: RouteTable<HalRequest>[number] = [
  appPath,
  {
    GET: async ({ baseUrl }) =>
      ok({ _links: { self: { href: `${baseUrl}${appPath}`, title: 'Book a room' }, parent: { href: `${baseUrl}/` } } }),
  },
];
