import fc from 'fast-check';

/** Names of members that JavaScript objects inherit, none of which the system uses. */
export const inheritedNames = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', '__defineGetter__'],
  ...['isPrototypeOf', 'toJSON', 'then', 'length'],
];

/** Lone surrogates, which are valid in JavaScript strings but not in UTF-8. */
const loneSurrogates = ['\ud800', '\udfff', 'a\ud83d', '\udc00b', '\ud83d\ud83d'];

const awkwardTexts = [
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

const longText = fc
  .tuple(
    fc.constantFrom('x', '9', ' ', 'é', '[', '"', '\\', ',', '%41', 'a=', '\u0300'),
    fc.integer({ min: 200, max: 6000 }),
  )
  .map(([unit, times]) => unit.repeat(Math.ceil(times / unit.length)));

/** Text that is likely to break parsers and validators. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...awkwardTexts) },
  { weight: 3, arbitrary: fc.constantFrom(...inheritedNames) },
  { weight: 2, arbitrary: fc.constantFrom(...loneSurrogates) },
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  { weight: 1, arbitrary: longText },
);

const hostileNumber: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(-1, 0, -0, 0.5, 1.5, 2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 63), 1e21, 1e308, 5e-324),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

const operatorObject = fc
  .tuple(fc.constantFrom('$gt', '$ne', '$where', '$regex', '$set', '$inc', '$function', '$expr'), hostileText)
  .map(([operator, value]) => ({ [operator]: value }));

/** Returns `{name: value}`, with an own member even for `__proto__`. */
const objectWithMember = (name: string, value: unknown): Record<string, unknown> => Object.fromEntries([[name, value]]);

const nestedValue = fc
  .tuple(fc.integer({ min: 2, max: 200 }), fc.boolean(), fc.constantFrom('a', 'name', '__proto__', '$and'))
  .map(([depth, isArray, name]) => {
    let value: unknown = 1;
    for (let level = 0; level < depth; level++) value = isArray ? [value] : objectWithMember(name, value);
    return value;
  });

/** A JSON value that is hardly ever valid. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 5, arbitrary: hostileText },
  { weight: 3, arbitrary: hostileNumber },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(null, true, false, [], {}, [[]], [null]) },
  { weight: 2, arbitrary: operatorObject },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(...inheritedNames), hostileText)
      .map(([name, value]) => objectWithMember(name, value)),
  },
  { weight: 1, arbitrary: nestedValue },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

/** Malformed, deep or large JSON. */
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
