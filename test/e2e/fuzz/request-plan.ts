import fc from 'fast-check';
import { encoded } from './encoding.ts';
import { credentialsOf, headersOf, type Credentials, type Header } from './headers.ts';
import { hostileJson, hostileText, hostileValue, inherited } from './hostile-values.ts';
import { known, registration } from './observed-values.ts';
import { queryOf } from './query-generator.ts';
import { resourceOf, type Face, type Route } from './routes.ts';
import { nearlyValid, valid } from './json-schema-values.ts';

/** A request that is yet to be sent: placeholders stand for what only the running system knows. */
export interface Plan {
  readonly origin: string;
  readonly face: Face;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: readonly Header[];
  readonly credentials: Credentials;
  readonly body: string | Uint8Array | undefined;
  /** Nothing can be there: whoever asks for it is to be told so. */
  readonly isNowhere: boolean;
}

interface Segment {
  readonly text: string;
  readonly isNowhere: boolean;
}

const there = (text: string): Segment => ({ text, isNowhere: false });
const nowhere: fc.Arbitrary<Segment> = fc.constantFrom(...inherited).map((name) => ({ text: name, isNowhere: true }));
const brokenEncoding = fc
  .constantFrom('%', '%zz', '%E0%A4%A', '%00', '%C0%80', '%u0041', '%ff', '%2F..%2F', ';a=b')
  .map(there);
const strange = fc.oneof(
  nowhere,
  brokenEncoding,
  hostileText.map((text) => there(encoded(text))),
);

const named = (...names: readonly string[]): fc.Arbitrary<Segment> => fc.constantFrom(...names).map(there);
const document = (resource: string): fc.Arbitrary<Segment> => fc.nat(300).map((index) => there(known(resource, index)));

/** What a parameter of a path may be, where it is to lead somewhere. */
function meant(parameter: string, before: string): fc.Arbitrary<Segment> {
  if (parameter === 'id' || parameter === 'parent') return document(resourceOf(before));
  if (parameter === 'service') return named('venues-service', 'events-service', 'accounts-service', 'x');
  if (parameter === 'rel') return named('venue', 'event', 'eb:event', 'token', 'jwks', 'register', 'home');
  return named('not-found', 'overlap', 'event-full', 'stale', 'x');
}

/**
 * A list below something that is not there is an empty one, and there; a registration with the gateway may have any name,
 * and is known by it.
 */
function segmentOf(part: string, before: string): fc.Arbitrary<Segment> {
  const parameter = /^\{(\w+)\}$/.exec(part)?.[1];
  if (parameter === undefined) return fc.constant(there(part));
  const isAny = parameter === 'parent' || resourceOf(before) === registration;
  const other = isAny ? strange.map(({ text }) => there(text)) : strange;
  return fc.oneof({ weight: 5, arbitrary: meant(parameter, before) }, { weight: 1, arbitrary: other });
}

function pathOf({ path }: Route): fc.Arbitrary<Segment> {
  const parts = path.split('/').slice(1);
  const segments = fc.tuple(...parts.map((part, index) => segmentOf(part, parts[index - 1] ?? '')));
  const end = fc.oneof(
    { weight: 30, arbitrary: fc.constant('') },
    fc.constantFrom('/', '//', '/..', '/.', '/x', '%20', '.json', ';'),
  );
  return fc.tuple(segments, end).map(([each, tail]) => ({
    text: `/${each.map(({ text }) => text).join('/')}${tail}`,
    isNowhere: each.some(({ isNowhere }) => isNowhere),
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
const methodOf = ({ methods }: Route): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...methods) },
    { weight: 1, arbitrary: fc.constantFrom(...oddMethods) },
  );

const json = (value: unknown): string => JSON.stringify(value);
const strangeBody: fc.Arbitrary<string | Uint8Array> = fc.oneof(
  { weight: 4, arbitrary: hostileJson },
  { weight: 2, arbitrary: hostileValue.map(json) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }) },
  { weight: 1, arbitrary: fc.constantFrom(110_000, 1_100_000).map((length) => json({ name: 'x'.repeat(length) })) },
);

function bodyOf(route: Route, method: string): fc.Arbitrary<Plan['body']> {
  const schema = route.bodies.get(method);
  const given = /\/(\w+)\/\{parent\}/.exec(route.path)?.[1];
  const strangely = { weight: 1, arbitrary: strangeBody };
  if (schema === undefined) return fc.oneof({ weight: 12, arbitrary: fc.constant(undefined) }, strangely);
  const wanted = { schema, resolve: route.resolve, given: given === undefined ? undefined : `_${given}_ref` };
  return fc.oneof(
    { weight: 6, arbitrary: valid(wanted).map(json) },
    { weight: 3, arbitrary: nearlyValid(wanted).map(json) },
    { weight: 2, arbitrary: fc.constant(undefined) },
    strangely,
  );
}

/** Removing a list leaves the rest of the storm little to do: mostly somebody tries to who may not. */
const isEmptying = ({ path }: Route, method: string): boolean => method === 'DELETE' && !path.includes('{id}');

function sender(route: Route, method: string): fc.Arbitrary<Credentials> {
  const credentials = credentialsOf(route.path.includes('/_') ? 'a service' : 'root');
  if (!isEmptying(route, method)) return credentials;
  const weight = route.path.includes('{parent}') ? 4 : 40;
  return fc.oneof({ weight, arbitrary: fc.constant({ caller: 'manderson' } as const) }, credentials);
}

/** Whatever leads to the graph is answered by it. */
const faceAt = (path: string, { face }: Route): Face => (/^\/graphql\b/.test(path) ? 'graphql' : face);

function planOf(route: Route): fc.Arbitrary<Plan> {
  return methodOf(route).chain((method) => {
    const [who, body] = [sender(route, method), bodyOf(route, method)];
    return body.chain((given) =>
      fc
        .tuple(pathOf(route), queryOf(route, method), headersOf(method, given !== undefined), who)
        .map(([path, query, headers, from]): Plan => ({
          origin: route.origin,
          face: faceAt(path.text, route),
          method,
          path: `${path.text}${query}`,
          headers,
          credentials: from,
          body: given,
          isNowhere: path.isNowhere,
        })),
    );
  });
}

/** How often a route comes up: what reads and writes documents has the most to get wrong; making accounts takes long. */
function weightOf({ path, face, bodies, parameters }: Route): number {
  if (face === 'graphql') return 2;
  if (path.includes('/_')) return 4;
  if (path.startsWith('/accounts')) return 4;
  return bodies.size > 0 ? 14 : parameters.length > 0 ? 6 : 2;
}

/** Requests through all of the routes. */
export const plans = (routes: readonly Route[]): fc.Arbitrary<Plan> =>
  fc.oneof(...routes.map((route) => ({ weight: weightOf(route), arbitrary: planOf(route) })));
