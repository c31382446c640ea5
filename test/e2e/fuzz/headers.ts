import fc from 'fast-check';
import { hostileText } from './hostile-values.ts';
import { pathEtagPlaceholder } from './observed-values.ts';

export type Header = readonly [name: string, value: string];

/** Header → valid and invalid values. Invalid ones give a 4xx or are ignored. */
const valuesByHeader: Readonly<Record<string, readonly string[]>> = {
  accept: [
    ...['application/hal+json', 'application/prs.hal-forms+json', 'application/json', '*/*', 'text/html', 'image/png'],
    ...[
      'application/hal+json;q=0',
      '*/*;q=0',
      'application/*;q=0.5, */*;q=0.1',
      ';',
      ',,,',
      'text',
      'a/b;q=x',
      'a/b;c="',
    ],
    ...['text/html, application/json;q=0.9', 'application/json;q=1.0000001', 'application/graphql-response+json'],
  ],
  'accept-encoding': ['gzip', 'br', 'deflate', 'identity;q=0', '*;q=0', 'gzip;q=0, *', ',', 'zstd', 'x'.repeat(500)],
  'accept-language': ['de', '*', 'x;q=9'],
  prefer: [
    ...[
      'return=minimal',
      'return=representation',
      'transclude="registration"',
      'transclude="nothing"',
      'return="',
      '=;=,',
    ],
    ...['respond-async, wait=100', 'return=minimal, return=representation', 'transclude="event.registration.account"'],
  ],
  'if-none-match': [
    '*',
    '"x"',
    'W/"x"',
    `"${pathEtagPlaceholder}"`,
    pathEtagPlaceholder,
    `"a", "${pathEtagPlaceholder}"`,
    '"',
    ',',
    'W/',
  ],
  'if-modified-since': [
    'Sat, 29 Oct 1994 19:43:31 GMT',
    'now',
    '0',
    '-1',
    '9'.repeat(30),
    'Sat, 99 Foo 9999 99:99:99 GMT',
  ],
  'if-unmodified-since': ['Sat, 29 Oct 1994 19:43:31 GMT'],
  range: ['bytes=0-1', 'bytes=-1', 'items=0-', 'bytes=9-1', 'x'],
  'if-range': [`"${pathEtagPlaceholder}"`],
  'idempotency-key': ['"a"', 'b', '""', '"', '"\\"', `"${'k'.repeat(201)}"`, 'ÿ'],
  forwarded: ['for=1.2.3.4;host=evil.example;proto=https', 'for="[::1"', ';;,=', 'host="\\', 'for=unknown, for=_x'],
  'x-forwarded-for': ['1.2.3.4', ',', '[::1', 'x'.repeat(300)],
  'x-forwarded-host': ['evil.example', 'a b', 'evil.example/"'],
  'x-forwarded-proto': ['https', 'javascript'],
  'x-forwarded-prefix': ['/below', '//', '/../'],
  'x-request-id': ['mine', '<b>', 'x'.repeat(200), ''],
  origin: ['https://example.com', 'null', 'x'],
  'access-control-request-method': ['PUT', 'NOTHING'],
  'access-control-request-headers': ['authorization', 'x'.repeat(400), '\t,'],
  'x-http-method-override': ['DELETE'],
  cookie: ['a=b', '=;;=', '__proto__=1'],
  'service-authorization': ['x', 'a.b.c'],
  'apollo-require-preflight': ['1'],
  referer: ['http://x/%'],
  'user-agent': ['', 'x'.repeat(2000)],
  via: ['1.1 x'],
  te: ['trailers', 'gzip'],
  constructor: ['1'],
};

const nonHeaderCharacters = /[^\u0020-\u007e\u0080-\u00ff]/g;
/** Replaces characters that a header cannot contain. */
export const toHeaderValue = (text: string): string => text.replace(nonHeaderCharacters, '?').trim();

const header: fc.Arbitrary<Header> = fc
  .constantFrom(...Object.entries(valuesByHeader))
  .chain(([name, texts]) =>
    fc
      .oneof(
        { weight: 9, arbitrary: fc.constantFrom(...texts) },
        { weight: 1, arbitrary: hostileText.map(toHeaderValue) },
      )
      .map((value): Header => [name, value]),
  );

const ifMatch = fc.oneof(
  { weight: 8, arbitrary: fc.constant(`"${pathEtagPlaceholder}"`) },
  { weight: 2, arbitrary: fc.constant('*') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      pathEtagPlaceholder,
      `W/"${pathEtagPlaceholder}"`,
      `"x", "${pathEtagPlaceholder}"`,
      `"${pathEtagPlaceholder}~gzip"`,
      '"x"',
      '"',
      '""',
      ',',
    ),
  },
  { weight: 1, arbitrary: hostileText.map(toHeaderValue) },
);

/** Media types of bodies, most of them supported. */
const contentType = fc.oneof(
  {
    weight: 40,
    arbitrary: fc.constantFrom('application/json', 'application/hal+json', 'application/merge-patch+json'),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml', ''],
      ...[
        'application/json; charset=utf-16',
        'application/json; charset=utf-99',
        'application/json; charset="',
        'json',
      ],
      ...[
        'application/json; charset=hex',
        'application/json;;',
        'APPLICATION/JSON',
        'application/json, text/plain',
        '/',
      ],
    ),
  },
  { weight: 1, arbitrary: hostileText.map(toHeaderValue) },
);

const isConditionalMethod = (method: string): boolean => ['PUT', 'PATCH', 'DELETE'].includes(method);

/** Generates the headers of a request, except `Authorization`. */
export function headersFor(method: string, hasBody: boolean): fc.Arbitrary<readonly Header[]> {
  const extra = fc.array(header, { maxLength: 2 });
  const condition = ifMatch.map((value): readonly Header[] => [['if-match', value]]);
  const conditions = isConditionalMethod(method)
    ? fc.oneof({ weight: 9, arbitrary: condition }, fc.constant([]))
    : fc.constant([]);
  const types = contentType.map((value): readonly Header[] => [['content-type', value]]);
  const content = hasBody ? fc.oneof({ weight: 15, arbitrary: types }, fc.constant([])) : fc.constant([]);
  return fc.tuple(extra, conditions, content).map((parts) => parts.flat());
}

const basic = (credentials: string): string => `Basic ${Buffer.from(credentials).toString('base64')}`;

/** Callers whose tokens the fuzzer has: demo accounts and a service. */
export const fuzzCallers = ['root', 'manderson', 'hreagan', 'phartman', 'clopez', 'a service'] as const;
export type FuzzCaller = (typeof fuzzCallers)[number];

/** A caller whose token to send, or a literal value of `Authorization`; undefined for anonymous requests. */
export type FuzzCredentials = { readonly caller: FuzzCaller } | { readonly value: string } | undefined;

/** Values of `Authorization` that are malformed, wrong or rarely used. */
const unusualCredentials = [
  ...['', 'Basic', 'Basic !!!', 'Bearer', 'Bearer x.y.z', 'Digest a', 'Bearer a b', 'basic', 'Bearer .', 'Bearer ..'],
  ...['Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJyb290In0.', 'Bearer eyJhbGciOiJIUzI1NiJ9.e30.x', 'Bearer e30.e30.e30'],
  ...['Bearer eyJhbGciOiJFUzI1NiIsImtpZCI6Il9fcHJvdG9fXyJ9.e30.AAAA', `Bearer ${'x'.repeat(9000)}`],
  ...[basic('root:password'), basic('root:wrong'), basic(':'), basic('phartman'), basic('phartman:wrong')],
  ...[basic('\0:\0'), basic('__proto__:constructor'), `Basic ${'a'.repeat(45_000)}`, `Basic a${' '.repeat(40_000)}b`],
  basic(`${'a'.repeat(30_000)}:b`),
];

/** Generates credentials: mostly those of the likely caller, occasionally none or invalid ones. */
export const credentialsFor = (likely: FuzzCaller): fc.Arbitrary<FuzzCredentials> =>
  fc.oneof(
    {
      weight: 26,
      arbitrary: fc
        .constantFrom<FuzzCaller>(likely, likely, likely, likely, ...fuzzCallers)
        .map((caller) => ({ caller })),
    },
    { weight: 1, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(...unusualCredentials).map((value) => ({ value })) },
    { weight: 1, arbitrary: hostileText.map((value) => ({ value: toHeaderValue(`Bearer ${value}`) })) },
  );
