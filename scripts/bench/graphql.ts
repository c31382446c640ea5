import { compareContenders, type BenchCase } from './compare.ts';
import { eventId } from './contenders/documents.ts';

/**
 * `npm run bench:graphql [-- TITLE]`: compares a subgraph with an Apollo Server with handwritten resolvers that sends
 * the same responses. Reports ratios of the same run. Each contender is one process; this process generates the load.
 * Only the product authenticates its callers. `TITLE` selects cases by a part of their title.
 */
const targetRatio = 0.85;
const pageSize = 25;
const entityCount = 200;

const fields = 'id href etag createdAt updatedAt name description date time duration venue { __typename id }';

const entity = {
  query: `query ($id: ID!) { event(id: $id) { __typename ${fields} } }`,
  variables: { id: eventId(500) },
};
const list = {
  query: `query ($first: Int!) { events(first: $first) { nodes { __typename ${fields} } pageInfo { hasNextPage endCursor } } }`,
  variables: { first: pageSize },
};
const representations = Array.from({ length: entityCount }, (_, index) => ({
  __typename: 'Event',
  id: eventId(index * 7),
}));
const batch = {
  query: `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Event { ${fields} } } }`,
  variables: { representations },
};

function requestWith(content: object): BenchCase['request'] {
  const body = JSON.stringify(content);
  return ({ urls, authorization }) => ({
    method: 'POST',
    url: `${urls['events'] ?? ''}/graphql`,
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      ...(authorization['member'] === undefined ? {} : { authorization: authorization['member'] }),
    },
    body,
  });
}

const cases: readonly BenchCase[] = [
  { title: 'one entity', targetRatio, request: requestWith(entity) },
  { title: `${pageSize} of a list`, targetRatio, request: requestWith(list) },
  { title: `${entityCount} representations`, targetRatio, request: requestWith(batch) },
];

await compareContenders(cases, {
  baseline: 'bare-graphql',
  subject: 'a subgraph',
  baselineTitle: 'handwritten resolvers on Apollo Server',
});
