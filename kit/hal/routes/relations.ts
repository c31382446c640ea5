import { fail, notFound } from '../../resource/problems.ts';
import { ok } from '../exchange.ts';
import type { RouteTable } from './table.ts';

/** What the relations of the `eb` curie mean. */
const relations: Readonly<Record<string, string>> = {
  graphql:
    'The GraphQL endpoint of this service: an Apollo Federation subgraph. POST {"query": …}; GET with Accept: text/html is a playground.',
  metrics: 'What this service counts, in the text format of Prometheus.',
  sdl: 'The schema of the subgraph at eb:graphql, as text in the GraphQL schema definition language.',
};

/** `GET /relations/{rel}`: where the `eb` curie leads. */
export const relationRoutes: RouteTable = [
  [
    '/relations/:rel',
    {
      GET: ({ path, places }) => {
        const rel = path['rel'] ?? '';
        const description = relations[rel];
        if (description === undefined)
          return Promise.resolve(
            fail(notFound(`there is no relation eb:${rel}; these are: ${Object.keys(relations).join(', ')}`)),
          );
        return Promise.resolve(
          ok({ rel: `eb:${rel}`, description, _links: { self: { href: `${places.base}/relations/${rel}` } } }),
        );
      },
    },
  ],
];
