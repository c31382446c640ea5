import type fc from 'fast-check';
import { percentEncode } from '../encoding.ts';
import { toHeaderValue, credentialsFor, type FuzzCredentials, type Header } from '../headers.ts';
import { hostileJson, hostileText } from '../hostile-values.ts';
import { DocumentGenerator } from './document-generator.ts';
import { arbitraryOf, type RandomSource } from './random-choice.ts';
import { hostileDocument } from './hostile-documents.ts';
import type { GraphTarget } from './schema.ts';
import { corruptDocument } from './corrupted-documents.ts';
import { wrongTypeValue } from './values.ts';

/** A generated GraphQL request, with placeholders for values that are known only during the run. */
export interface GraphqlRequestPlan {
  readonly target: GraphTarget;
  readonly method: string;
  readonly path: string;
  readonly headers: readonly Header[];
  readonly credentials: FuzzCredentials;
  readonly body: string | undefined;
  /** Document that the server must validate; undefined if the request is rejected earlier. */
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
  /** Whether all parameters have valid types, regardless of the document. */
  readonly isRegular: boolean;
  readonly hasTarget: boolean;
}

function generateContent(target: GraphTarget, random: RandomSource): Content {
  const percentile = random.between(1, 100);
  if (percentile > 85)
    return { parameters: { query: hostileDocument(random, target) }, isRegular: true, hasTarget: true };
  const { text, variables, hasTarget } = new DocumentGenerator(target, random).operation();
  if (percentile > 65)
    return { parameters: { query: corruptDocument(random, text), variables }, isRegular: true, hasTarget };
  const parameters = { query: text, variables };
  return percentile > 57
    ? { ...irregularParameters(random, parameters), hasTarget }
    : { parameters, isRegular: true, hasTarget };
}

/** Generates parameters of which one is wrong. */
function irregularParameters(random: RandomSource, { query, variables = {} }: { query: string; variables?: object }) {
  const names = Object.keys(variables);
  const wrong = random.sample(wrongTypeValue);
  const others: readonly Parameters[] = [
    { query, variables: wrong },
    { query, variables, operationName: random.pick([wrong, 'Nothing', '__proto__', '']) },
    { query, variables, extensions: random.pick([wrong, { persistedQuery: { version: 1, sha256Hash: 'x' } }]) },
    { query: wrong, variables },
    { query, variables: { ...variables, ...Object.fromEntries([['__proto__', wrong]]) } },
    ...names.map((name) => ({ query, variables: { ...variables, [name]: wrong } })),
    ...names.map((name) => ({ query, variables: { ...variables, [name]: undefined } })),
  ];
  return { parameters: random.pick(others), isRegular: false };
}

const acceptValues = [
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
const contentTypes = [
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
const oddHeaders: readonly Header[] = [
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

function headersOf(random: RandomSource, isGet: boolean): readonly Header[] {
  const type = random.chance(92) ? 'application/json' : random.pick(contentTypes);
  const requiredHeader: Header =
    isGet && random.chance(60) ? ['apollo-require-preflight', '1'] : ['content-type', type];
  const accept: readonly Header[] = random.chance(85) ? [] : [['accept', random.pick(acceptValues)]];
  const more = random.chance(15) ? [random.pick(oddHeaders)] : [];
  const strange: readonly Header[] = random.chance(2)
    ? [['x-request-id', toHeaderValue(random.sample(hostileText))]]
    : [];
  return [...(random.chance(97) ? [requiredHeader] : []), ...accept, ...more, ...strange];
}

const strangePath = [
  '/graphql/',
  '/graphql?',
  '/graphql/below',
  '/graphql?query',
  '/graphql?query={__typename}&query={__typename}',
  '/graphql?%',
];

function getPath({ query, variables, operationName }: Parameters): string {
  const pairs = Object.entries({
    query,
    variables: variables === undefined ? undefined : JSON.stringify(variables),
    operationName,
  });
  const present = pairs.filter(([, value]) => value !== undefined && value !== null);
  return `/graphql?${present.map(([name, value]) => `${name}=${percentEncode(String(value))}`).join('&')}`;
}

const memberCredentials: FuzzCredentials = { caller: 'phartman' };

function planRequest(target: GraphTarget, random: RandomSource): GraphqlRequestPlan {
  const { parameters, isRegular, hasTarget } = generateContent(target, random);
  const isGet = random.chance(8);
  const credentials = !hasTarget && random.chance(96) ? memberCredentials : random.sample(credentialsFor('root'));
  const common = { target, headers: headersOf(random, isGet), credentials };
  if (random.chance(3))
    return {
      ...common,
      method: 'POST',
      path: random.pick(strangePath),
      body: '{"query":"{ __typename }"}',
      document: undefined,
    };
  if (random.chance(3))
    return {
      ...common,
      method: random.pick(['PUT', 'HEAD', 'OPTIONS', 'DELETE', 'PATCH']),
      path: '/graphql',
      body: undefined,
      document: undefined,
    };
  if (isGet) return { ...common, method: 'GET', path: getPath(parameters), body: undefined, document: undefined };
  if (random.chance(5)) {
    const body = random.chance(50) ? random.sample(hostileJson) : JSON.stringify([parameters, parameters]);
    return { ...common, method: 'POST', path: '/graphql', body, document: undefined };
  }
  const document = isRegular && typeof parameters.query === 'string' ? parameters.query : undefined;
  return { ...common, method: 'POST', path: '/graphql', body: JSON.stringify(parameters), document };
}

/** Generates requests to all graphs, at least half of them to the first, which is that of the gateway. */
export const graphqlRequestPlans = (targets: readonly GraphTarget[]): fc.Arbitrary<GraphqlRequestPlan> =>
  arbitraryOf((random) =>
    planRequest(random.chance(50) && targets[0] !== undefined ? targets[0] : random.pick(targets), random),
  );
