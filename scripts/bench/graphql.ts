import { compareContenders, type BenchCase } from './compare.ts';
import { eventId } from './contenders/documents.ts';

/**
 * `npm run bench:graphql`: a subgraph beside an Apollo Server with resolvers by hand that answers with the same bytes, in
 * the same run, as ratios. Each side is one process, driven by this one; the product's callers have tokens, the other
 * side asks for none. A word after `--` chooses the cases that have it in their title.
 */
const aim = 0.85;
const page = 25;
const entities = 200;

const fields = 'id href etag createdAt updatedAt name description date time duration venue { __typename id }';

const one = { query: `query ($id: ID!) { event(id: $id) { __typename ${fields} } }`, variables: { id: eventId(500) } };
const list = {
  query: `query ($first: Int!) { events(first: $first) { nodes { __typename ${fields} } pageInfo { hasNextPage endCursor } } }`,
  variables: { first: page },
};
const representations = Array.from({ length: entities }, (_, index) => ({
  __typename: 'Event',
  id: eventId(index * 7),
}));
const batch = {
  query: `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Event { ${fields} } } }`,
  variables: { representations },
};

function asking(content: object): BenchCase['request'] {
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
  { title: 'one entity', targetRatio: aim, request: asking(one) },
  { title: `${page} of a list`, targetRatio: aim, request: asking(list) },
  { title: `${entities} representations`, targetRatio: aim, request: asking(batch) },
];

await compareContenders(cases, {
  baseline: 'bare-graphql',
  subject: 'a subgraph',
  baselineTitle: 'an Apollo Server by hand',
});
