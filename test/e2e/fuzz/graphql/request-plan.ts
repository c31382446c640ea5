import type fc from 'fast-check';
import { encoded } from '../encoding.ts';
import { asHeader, credentialsOf, type Credentials, type Header } from '../headers.ts';
import { hostileJson, hostileText } from '../hostile-values.ts';
import { DocumentWriter } from './document-generator.ts';
import { drawn, type Draw } from './random-choice.ts';
import { hostileDocument } from './hostile-documents.ts';
import type { Target } from './schema.ts';
import { spoilt } from './corrupted-documents.ts';
import { wrongValue } from './values.ts';

/** A GraphQL request that is yet to be sent; placeholders stand for what only the running system knows. */
export interface GraphqlPlan {
  readonly target: Target;
  readonly method: string;
  readonly path: string;
  readonly headers: readonly Header[];
  readonly credentials: Credentials;
  readonly body: string | undefined;
  /** The document, where the request is one that a server has to look at by the schema. */
  readonly document: string | undefined;
}

interface Parameters {
  readonly query: unknown;
  readonly variables?: unknown;
  readonly operationName?: unknown;
  readonly extensions?: unknown;
}

interface Content {
  readonly parameters: Parameters;
  /** Whether the parameters are what they should be, whatever the document is. */
  readonly isRegular: boolean;
  readonly isAimed: boolean;
}

function contentOf(target: Target, draw: Draw): Content {
  const die = draw.between(1, 100);
  if (die > 85) return { parameters: { query: hostileDocument(draw, target) }, isRegular: true, isAimed: true };
  const { text, variables, isAimed } = new DocumentWriter(target, draw).operation();
  if (die > 65) return { parameters: { query: spoilt(draw, text), variables }, isRegular: true, isAimed };
  const parameters = { query: text, variables };
  return die > 57 ? { ...irregular(draw, parameters), isAimed } : { parameters, isRegular: true, isAimed };
}

/** Parameters of which one is not right. */
function irregular(draw: Draw, { query, variables = {} }: { query: string; variables?: object }) {
  const names = Object.keys(variables);
  const wrong = draw.from(wrongValue);
  const others: readonly Parameters[] = [
    { query, variables: wrong },
    { query, variables, operationName: draw.pick([wrong, 'Nothing', '__proto__', '']) },
    { query, variables, extensions: draw.pick([wrong, { persistedQuery: { version: 1, sha256Hash: 'x' } }]) },
    { query: wrong, variables },
    { query, variables: { ...variables, ...Object.fromEntries([['__proto__', wrong]]) } },
    ...names.map((name) => ({ query, variables: { ...variables, [name]: wrong } })),
    ...names.map((name) => ({ query, variables: { ...variables, [name]: undefined } })),
  ];
  return { parameters: draw.pick(others), isRegular: false };
}

const accepts = [
  'application/json',
  'application/graphql-response+json',
  '*/*',
  'application/graphql-response+json, application/json;q=0.9',
  'image/png',
  'text/html;q=0.1, application/json',
  'multipart/mixed',
  '',
  'application/json;q=0',
  ';;',
];
const types = [
  'application/json; charset=utf-8',
  'APPLICATION/JSON',
  'text/plain',
  'application/graphql',
  'multipart/form-data',
  '',
  'application/json; charset=utf-16',
  'application/json; charset=x',
  'application/x-www-form-urlencoded',
  'application/jsonx',
];
const odd: readonly Header[] = [
  ['x-request-id', '<b>'],
  ['x-request-id', 'mine'],
  ['idempotency-key', '"k"'],
  ['idempotency-key', ''],
  ['apollo-require-preflight', ''],
  ['x-apollo-operation-name', 'a'],
  ['origin', 'https://example.com'],
  ['content-encoding', 'gzip'],
  ['accept-encoding', 'br'],
  ['expect', 'x'],
  ['te', 'trailers'],
  ['range', 'bytes=0-1'],
  ['x-forwarded-for', '1.2.3.4'],
  ['service-authorization', 'x'],
  ['if-none-match', '*'],
  ['cookie', 'a=b'],
];

function headersOf(draw: Draw, isGet: boolean): readonly Header[] {
  const type = draw.chance(92) ? 'application/json' : draw.pick(types);
  const needed: Header = isGet && draw.chance(60) ? ['apollo-require-preflight', '1'] : ['content-type', type];
  const accept: readonly Header[] = draw.chance(85) ? [] : [['accept', draw.pick(accepts)]];
  const more = draw.chance(15) ? [draw.pick(odd)] : [];
  const strange: readonly Header[] = draw.chance(2) ? [['x-request-id', asHeader(draw.from(hostileText))]] : [];
  return [...(draw.chance(97) ? [needed] : []), ...accept, ...more, ...strange];
}

const strangePath = [
  '/graphql/',
  '/graphql?',
  '/graphql/below',
  '/graphql?query',
  '/graphql?query={__typename}&query={__typename}',
  '/graphql?%',
];

function pathFor({ query, variables, operationName }: Parameters): string {
  const pairs = Object.entries({
    query,
    variables: variables === undefined ? undefined : JSON.stringify(variables),
    operationName,
  });
  const given = pairs.filter(([, value]) => value !== undefined && value !== null);
  return `/graphql?${given.map(([name, value]) => `${name}=${encoded(String(value))}`).join('&')}`;
}

const member: Credentials = { caller: 'phartman' };

function plan(target: Target, draw: Draw): GraphqlPlan {
  const { parameters, isRegular, isAimed } = contentOf(target, draw);
  const isGet = draw.chance(8);
  const credentials = !isAimed && draw.chance(96) ? member : draw.from(credentialsOf('root'));
  const about = { target, headers: headersOf(draw, isGet), credentials };
  if (draw.chance(3))
    return {
      ...about,
      method: 'POST',
      path: draw.pick(strangePath),
      body: '{"query":"{ __typename }"}',
      document: undefined,
    };
  if (draw.chance(3))
    return {
      ...about,
      method: draw.pick(['PUT', 'HEAD', 'OPTIONS', 'DELETE', 'PATCH']),
      path: '/graphql',
      body: undefined,
      document: undefined,
    };
  if (isGet) return { ...about, method: 'GET', path: pathFor(parameters), body: undefined, document: undefined };
  if (draw.chance(5)) {
    const body = draw.chance(50) ? draw.from(hostileJson) : JSON.stringify([parameters, parameters]);
    return { ...about, method: 'POST', path: '/graphql', body, document: undefined };
  }
  const document = isRegular && typeof parameters.query === 'string' ? parameters.query : undefined;
  return { ...about, method: 'POST', path: '/graphql', body: JSON.stringify(parameters), document };
}

/** Requests to all of the graphs; every other one goes to the first, which is the gateway's. */
export const graphqlPlans = (targets: readonly Target[]): fc.Arbitrary<GraphqlPlan> =>
  drawn((draw) => plan(draw.chance(50) && targets[0] !== undefined ? targets[0] : draw.pick(targets), draw));
