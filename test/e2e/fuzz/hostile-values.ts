import fc from 'fast-check';

/** Names that every JavaScript object has, and that nothing in the system bears. */
export const inherited = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', '__defineGetter__'],
  ...['isPrototypeOf', 'toJSON', 'then', 'length'],
];

/** Half of a surrogate pair is text in JavaScript, and in no encoding. */
const halves = ['\ud800', '\udfff', 'a\ud83d', '\udc00b', '\ud83d\ud83d'];

const awkward = [
  ...['', ' ', '\0', 'a\0b', '\t', '\u007f', '\u0085', '\u202e', '\ufeff', '\u2028', 'ÿ', 'ſ', 'İ', '😀', 'e\u0301'],
  ...[
    'NaN',
    'null',
    'undefined',
    'true',
    '-0',
    '-1',
    '1e309',
    '0x10',
    '9007199254740993',
    'Infinity',
    '[object Object]',
  ],
  ...['../../etc/passwd', '..', '.', '/', '//', '\\', '%', '%00', '%zz', '%E0%A4%A', '%2e%2e%2f', '%252f', '~', '*'],
  ...['{"$gt":""}', '$where', '$ne', '{', '}', '[', '"', "'", "' OR 1=1 --", '`', '<script>', '${7*7}', '{{7*7}}'],
  ...['create-form', 'edit-form', 'register', '_standing', 'venue', 'event', 'account', 'root', 'graphql'],
  ...['2025-02-30', '24:00:00', 'PT', 'P1Y', 'PT0S', 'P99999999999D', '+275760-09-14T00:00:00Z'],
  ...['^(a+)+$', '^[', '^\\', '^[[:foo:]', '^a{3,2}', '^\0', '^[a-\\d]', '^\\p{L}', '^[\\g]', '^[]', '^[^]'],
];

const long = fc
  .tuple(
    fc.constantFrom('x', '9', ' ', 'é', '[', '"', '\\', ',', '%41', 'a=', '\u0300'),
    fc.integer({ min: 200, max: 6000 }),
  )
  .map(([unit, times]) => unit.repeat(Math.ceil(times / unit.length)));

/** Text that nobody should send, but somebody will. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...awkward) },
  { weight: 3, arbitrary: fc.constantFrom(...inherited) },
  { weight: 2, arbitrary: fc.constantFrom(...halves) },
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  { weight: 1, arbitrary: long },
);

const hostileNumber: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(-1, 0, -0, 0.5, 1.5, 2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 63), 1e21, 1e308, 5e-324),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

const operators = fc
  .tuple(fc.constantFrom('$gt', '$ne', '$where', '$regex', '$set', '$inc', '$function', '$expr'), hostileText)
  .map(([operator, value]) => ({ [operator]: value }));

/** `{name: value}` where `name` is a member of its own even if it is `__proto__`. */
export const withMember = (name: string, value: unknown): Record<string, unknown> =>
  Object.fromEntries([[name, value]]);

const nested = fc
  .tuple(fc.integer({ min: 2, max: 200 }), fc.boolean(), fc.constantFrom('a', 'name', '__proto__', '$and'))
  .map(([depth, isArray, name]) => {
    let value: unknown = 1;
    for (let level = 0; level < depth; level++) value = isArray ? [value] : withMember(name, value);
    return value;
  });

/** A JSON value that is hardly the right one. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 5, arbitrary: hostileText },
  { weight: 3, arbitrary: hostileNumber },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(null, true, false, [], {}, [[]], [null]) },
  { weight: 2, arbitrary: operators },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom(...inherited), hostileText).map(([name, value]) => withMember(name, value)),
  },
  { weight: 1, arbitrary: nested },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

/** Texts that a JSON parser has its trouble with. */
export const hostileJson: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    ...[
      '',
      ' ',
      '{',
      '{"name":',
      '{"a":1,}',
      "{'a':1}",
      '{a:1}',
      'undefined',
      'NaN',
      '[1,]',
      '"',
      '"\\u12"',
      '{"a":01}',
    ],
    ...[
      '\ufeff{}',
      '{"a":1}{"b":2}',
      '// x\n{}',
      '\0',
      '{"a":"\n"}',
      '{"name":"a","name":"b"}',
      '1e999',
      '-',
      '5',
      '""',
    ],
    ...['{"capacity":1e999}', '{"__proto__":{"capacity":1}}', '{"capacity":123456789012345678901234567890}'],
  ),
  fc
    .constantFrom('[', '{"a":', '[{"a":')
    .chain((unit) => fc.integer({ min: 20, max: 20_000 }).map((times) => unit.repeat(times))),
  fc.integer({ min: 20, max: 5000 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
  fc.integer({ min: 900, max: 2000 }).map((count) => JSON.stringify(Array.from({ length: count }, () => ({})))),
  fc.string({ maxLength: 50 }),
  hostileValue.map((value) => JSON.stringify(value)),
);
