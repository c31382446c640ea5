import { GraphQLError } from 'graphql';
import type { TestSubgraph } from './test-gateway.ts';

/** Rejects requests without credentials before execution. */
export const strict: TestSubgraph = {
  name: 'strict-service',
  sdl: 'type Query { mine: String } type Venue @key(fields: "id") { id: ID! price: Int }',
  resolvers: { Query: { mine: () => 'yours' }, Venue: { price: () => 7 } },
  handler: (request, response, next) => {
    if (request.headers.authorization !== undefined) return next();
    const errors = [{ message: 'Please sign in.', extensions: { code: 'UNAUTHENTICATED', url: 'http://inside' } }];
    response.status(401).set('www-authenticate', ['Basic realm="Strict"', 'Bearer realm="Strict"']).json({ errors });
  },
};

/** Responds with HTML instead of GraphQL. */
export const htmlResponding: TestSubgraph = {
  name: 'garbage-service',
  sdl: 'type Query { garbage: String }',
  resolvers: { Query: { garbage: () => '' } },
  handler: (_request, response) => void response.status(502).send('<h1>Bad gateway at http://10.0.0.1</h1>'),
};

/** Responds after the gateway's timeout. */
export const slow: TestSubgraph = {
  name: 'slow-service',
  sdl: 'type Query { slow: String }',
  resolvers: { Query: { slow: () => new Promise((resolve) => setTimeout(resolve, 60_000, 'late').unref()) } },
};

/** Has changed its schema, and rejects each query as invalid. */
export const schemaChanged: TestSubgraph = {
  name: 'changed-service',
  sdl: 'type Query { changed: String }',
  resolvers: { Query: { changed: () => '' } },
  handler: (_request, response) => {
    const extensions = { code: 'GRAPHQL_VALIDATION_FAILED', http: { status: 418 } };
    response.status(400).json({ errors: [{ message: 'Cannot query field "changed"', extensions }] });
  },
};

/** Needs another service, which is unavailable. */
export const dependent: TestSubgraph = {
  name: 'dependent-service',
  sdl: 'type Query { dependent: String }',
  resolvers: { Query: { dependent: () => '' } },
  handler: (_request, response) => {
    const extensions = { code: 'SERVICE_UNAVAILABLE', service: 'accounts-service', url: 'http://inside' };
    response.json({ data: { dependent: null }, errors: [{ message: 'away', path: ['dependent'], extensions }] });
  },
};

/** Fails with errors of the requested codes. */
export const refusing: TestSubgraph = {
  name: 'refusing-service',
  sdl: 'type Query { optional(code: String!): String required(code: String!): String! }',
  resolvers: { Query: { optional: refuse, required: refuse } },
};

function refuse(_source: unknown, { code }: { code: string }): never {
  throw new GraphQLError('No.', { extensions: { code } });
}

/** Has too many requests for the next two minutes. */
export const throttled: TestSubgraph = {
  name: 'throttled-service',
  sdl: 'type Query { throttled: String }',
  resolvers: { Query: { throttled: () => '' } },
  handler: (_request, response) => {
    const errors = [{ message: 'Too Many Requests', extensions: { code: 'TOO_MANY_REQUESTS' } }];
    response.status(429).set('retry-after', '120').json({ errors });
  },
};

/** Is away for two hours, says its proxy. */
export const away: TestSubgraph = {
  name: 'away-service',
  sdl: 'type Query { away: String }',
  resolvers: { Query: { away: () => '' } },
  handler: (_request, response) => {
    const date = new Date(Date.now() + 7_200_000).toUTCString();
    response.status(503).set('retry-after', date).send('<h1>Back at noon</h1>');
  },
};

export const failingSubgraphs: readonly TestSubgraph[] = [
  strict,
  htmlResponding,
  slow,
  schemaChanged,
  dependent,
  refusing,
  throttled,
  away,
];
