import fc from 'fast-check';
import { percentEncode } from './encoding.ts';
import { credentialsFor, headersFor, type FuzzCredentials, type Header } from './headers.ts';
import { hostileJson, hostileText, hostileValue, inheritedNames } from './hostile-values.ts';
import { idPlaceholder, registrationResource } from './observed-values.ts';
import { queryFor } from './query-generator.ts';
import { singularOf, type ApiKind, type FuzzRoute } from './routes.ts';
import { nearlyValidValue, validValue } from './json-schema-values.ts';

/** A generated request, with placeholders for values that are known only during the run. */
export interface HalRequestPlan {
  readonly origin: string;
  readonly api: ApiKind;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: readonly Header[];
  readonly credentials: FuzzCredentials;
  readonly body: string | Uint8Array | undefined;
  /** Whether the path names a resource that cannot exist, so that only OPTIONS may succeed. */
  readonly isNonexistent: boolean;
}

interface Segment {
  readonly text: string;
  readonly isNonexistent: boolean;
}

const existing = (text: string): Segment => ({ text, isNonexistent: false });
const nonexistent: fc.Arbitrary<Segment> = fc
  .constantFrom(...inheritedNames)
  .map((name) => ({ text: name, isNonexistent: true }));
const brokenEncoding = fc
  .constantFrom('%', '%zz', '%E0%A4%A', '%00', '%C0%80', '%u0041', '%ff', '%2F..%2F', ';a=b')
  .map(existing);
const strangeSegment = fc.oneof(
  nonexistent,
  brokenEncoding,
  hostileText.map((text) => existing(percentEncode(text))),
);

const anyOf = (...names: readonly string[]): fc.Arbitrary<Segment> => fc.constantFrom(...names).map(existing);
const documentSegment = (resource: string): fc.Arbitrary<Segment> =>
  fc.nat(300).map((index) => existing(idPlaceholder(resource, index)));

/** Generates a likely value of a path parameter. */
function parameterSegment(parameter: string, precedingSegment: string): fc.Arbitrary<Segment> {
  if (parameter === 'id' || parameter === 'parent') return documentSegment(singularOf(precedingSegment));
  if (parameter === 'service') return anyOf('venues-service', 'events-service', 'accounts-service', 'x');
  if (parameter === 'rel') return anyOf('venue', 'event', 'eb:event', 'token', 'jwks', 'register', 'home');
  return anyOf('not-found', 'overlap', 'event-full', 'stale', 'x');
}

/**
 * Generates a path segment. Unknown names are not marked as nonexistent for parents, whose lists are then empty, nor
 * for registrations, which may have any name.
 */
function segmentOf(part: string, precedingSegment: string): fc.Arbitrary<Segment> {
  const parameter = /^\{(\w+)\}$/.exec(part)?.[1];
  if (parameter === undefined) return fc.constant(existing(part));
  const isAlwaysFound = parameter === 'parent' || singularOf(precedingSegment) === registrationResource;
  const other = isAlwaysFound ? strangeSegment.map(({ text }) => existing(text)) : strangeSegment;
  return fc.oneof(
    { weight: 5, arbitrary: parameterSegment(parameter, precedingSegment) },
    { weight: 1, arbitrary: other },
  );
}

function pathOf({ path }: FuzzRoute): fc.Arbitrary<Segment> {
  const parts = path.split('/').slice(1);
  const segments = fc.tuple(...parts.map((part, index) => segmentOf(part, parts[index - 1] ?? '')));
  const end = fc.oneof(
    { weight: 30, arbitrary: fc.constant('') },
    fc.constantFrom('/', '//', '/..', '/.', '/x', '%20', '.json', ';'),
  );
  return fc.tuple(segments, end).map(([generated, tail]) => ({
    text: `/${generated.map(({ text }) => text).join('/')}${tail}`,
    isNonexistent: generated.some(({ isNonexistent }) => isNonexistent),
  }));
}

const oddMethods = [
  'GET',
  'HEAD',
  'OPTIONS',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'TRACE',
  'PROPFIND',
  'SEARCH',
  'LOCK',
  'PURGE',
];
const methodOf = ({ methods }: FuzzRoute): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...methods) },
    { weight: 1, arbitrary: fc.constantFrom(...oddMethods) },
  );

const toJson = (value: unknown): string => JSON.stringify(value);
const strangeBody: fc.Arbitrary<string | Uint8Array> = fc.oneof(
  { weight: 4, arbitrary: hostileJson },
  { weight: 2, arbitrary: hostileValue.map(toJson) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }) },
  { weight: 1, arbitrary: fc.constantFrom(110_000, 1_100_000).map((length) => toJson({ name: 'x'.repeat(length) })) },
);

function bodyOf(route: FuzzRoute, method: string): fc.Arbitrary<HalRequestPlan['body']> {
  const schema = route.bodies.get(method);
  const parent = /\/(\w+)\/\{parent\}/.exec(route.path)?.[1];
  const withStrangeBody = { weight: 1, arbitrary: strangeBody };
  if (schema === undefined) return fc.oneof({ weight: 12, arbitrary: fc.constant(undefined) }, withStrangeBody);
  const bodySchema = {
    schema,
    resolve: route.resolve,
    parentReference: parent === undefined ? undefined : `_${parent}_ref`,
  };
  return fc.oneof(
    { weight: 6, arbitrary: validValue(bodySchema).map(toJson) },
    { weight: 3, arbitrary: nearlyValidValue(bodySchema).map(toJson) },
    { weight: 2, arbitrary: fc.constant(undefined) },
    withStrangeBody,
  );
}

/** Whether a request deletes a whole list. Mostly a caller without permission tries, to keep data for the run. */
const isListDeletion = ({ path }: FuzzRoute, method: string): boolean => method === 'DELETE' && !path.includes('{id}');

function credentialsOf(route: FuzzRoute, method: string): fc.Arbitrary<FuzzCredentials> {
  const credentials = credentialsFor(route.path.includes('/_') ? 'a service' : 'root');
  if (!isListDeletion(route, method)) return credentials;
  const weight = route.path.includes('{parent}') ? 4 : 40;
  return fc.oneof({ weight, arbitrary: fc.constant({ caller: 'manderson' } as const) }, credentials);
}

/** Returns the API that responds at a path: below `/graphql`, always GraphQL. */
const apiAt = (path: string, { api }: FuzzRoute): ApiKind => (/^\/graphql\b/.test(path) ? 'graphql' : api);

function planOf(route: FuzzRoute): fc.Arbitrary<HalRequestPlan> {
  return methodOf(route).chain((method) => {
    const [credentials, body] = [credentialsOf(route, method), bodyOf(route, method)];
    return body.chain((content) =>
      fc
        .tuple(pathOf(route), queryFor(route, method), headersFor(method, content !== undefined), credentials)
        .map(([path, query, headers, sender]): HalRequestPlan => ({
          origin: route.origin,
          api: apiAt(path.text, route),
          method,
          path: `${path.text}${query}`,
          headers,
          credentials: sender,
          body: content,
          isNonexistent: path.isNonexistent,
        })),
    );
  });
}

/** Returns the weight of a route: highest for routes that write documents, low for accounts, whose creation is slow. */
function weightOf({ path, api, bodies, parameters }: FuzzRoute): number {
  if (api === 'graphql') return 2;
  if (path.includes('/_')) return 4;
  if (path.startsWith('/accounts')) return 4;
  return bodies.size > 0 ? 14 : parameters.length > 0 ? 6 : 2;
}

/** Generates requests to all routes. */
export const halRequestPlans = (routes: readonly FuzzRoute[]): fc.Arbitrary<HalRequestPlan> =>
  fc.oneof(...routes.map((route) => ({ weight: weightOf(route), arbitrary: planOf(route) })));
