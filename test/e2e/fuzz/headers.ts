import fc from 'fast-check';
import { hostileText } from './hostile-values.ts';
import { knownTag } from './observed-values.ts';

export type Header = readonly [name: string, value: string];

/** Values that a header of this name may have; what is not right is answered with a 4xx, or is not looked at. */
const values: Readonly<Record<string, readonly string[]>> = {
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
  'if-none-match': ['*', '"x"', 'W/"x"', `"${knownTag}"`, knownTag, `"a", "${knownTag}"`, '"', ',', 'W/'],
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
  'if-range': [`"${knownTag}"`],
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

const latin = /[^\u0020-\u007e\u0080-\u00ff]/g;
/** The same without what no header can hold. */
export const asHeader = (text: string): string => text.replace(latin, '?').trim();

const header: fc.Arbitrary<Header> = fc
  .constantFrom(...Object.entries(values))
  .chain(([name, texts]) =>
    fc
      .oneof({ weight: 9, arbitrary: fc.constantFrom(...texts) }, { weight: 1, arbitrary: hostileText.map(asHeader) })
      .map((value): Header => [name, value]),
  );

const ifMatch = fc.oneof(
  { weight: 8, arbitrary: fc.constant(`"${knownTag}"`) },
  { weight: 2, arbitrary: fc.constant('*') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      knownTag,
      `W/"${knownTag}"`,
      `"x", "${knownTag}"`,
      `"${knownTag}~gzip"`,
      '"x"',
      '"',
      '""',
      ',',
    ),
  },
  { weight: 1, arbitrary: hostileText.map(asHeader) },
);

/** Media types of bodies, most of them right. */
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
  { weight: 1, arbitrary: hostileText.map(asHeader) },
);

const isChange = (method: string): boolean => ['PUT', 'PATCH', 'DELETE'].includes(method);

/** The headers of a request besides those that say who sends it. */
export function headersOf(method: string, hasBody: boolean): fc.Arbitrary<readonly Header[]> {
  const extra = fc.array(header, { maxLength: 2 });
  const condition = ifMatch.map((value): readonly Header[] => [['if-match', value]]);
  const conditions = isChange(method)
    ? fc.oneof({ weight: 9, arbitrary: condition }, fc.constant([]))
    : fc.constant([]);
  const types = contentType.map((value): readonly Header[] => [['content-type', value]]);
  const content = hasBody ? fc.oneof({ weight: 15, arbitrary: types }, fc.constant([])) : fc.constant([]);
  return fc.tuple(extra, conditions, content).map((parts) => parts.flat());
}

const basic = (credentials: string): string => `Basic ${Buffer.from(credentials).toString('base64')}`;

/** Callers whose tokens the storm has. */
export const callers = ['root', 'manderson', 'hreagan', 'phartman', 'clopez', 'a service'] as const;
export type Caller = (typeof callers)[number];

/** `Authorization`: a caller whose token is to be sent, or something that is no good. */
export type Credentials = { readonly caller: Caller } | { readonly value: string } | undefined;

/** What does for no credentials. */
const noCredentials = [
  ...['', 'Basic', 'Basic !!!', 'Bearer', 'Bearer x.y.z', 'Digest a', 'Bearer a b', 'basic', 'Bearer .', 'Bearer ..'],
  ...['Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJyb290In0.', 'Bearer eyJhbGciOiJIUzI1NiJ9.e30.x', 'Bearer e30.e30.e30'],
  ...['Bearer eyJhbGciOiJFUzI1NiIsImtpZCI6Il9fcHJvdG9fXyJ9.e30.AAAA', `Bearer ${'x'.repeat(9000)}`],
  ...[basic('root:password'), basic('root:wrong'), basic(':'), basic('phartman'), basic('phartman:wrong')],
  ...[basic('\0:\0'), basic('__proto__:constructor'), `Basic ${'a'.repeat(45_000)}`, `Basic a${' '.repeat(40_000)}b`],
  basic(`${'a'.repeat(30_000)}:b`),
];

/** Who sends it: mostly somebody who may do something there, and now and then somebody of no good. */
export const credentialsOf = (likely: Caller): fc.Arbitrary<Credentials> =>
  fc.oneof(
    {
      weight: 26,
      arbitrary: fc.constantFrom<Caller>(likely, likely, likely, likely, ...callers).map((caller) => ({ caller })),
    },
    { weight: 1, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(...noCredentials).map((value) => ({ value })) },
    { weight: 1, arbitrary: hostileText.map((value) => ({ value: asHeader(`Bearer ${value}`) })) },
  );
