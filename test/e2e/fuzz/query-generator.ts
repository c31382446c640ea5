import fc from 'fast-check';
import { percentEncode } from './encoding.ts';
import { hostileJson, hostileText, hostileValue, inheritedNames } from './hostile-values.ts';
import { idPlaceholder } from './observed-values.ts';
import type { FuzzRoute } from './routes.ts';

type QueryParameter = readonly [name: string, value: string];
type RouteNames = Pick<FuzzRoute, 'names' | 'relations'>;

const operators = ['$eq', '$ne', '$gt', '$gte', '$lt', '$lte', '$in', '$nin', '$regex', '$exists', '$where', '$not'];
const oneOf = (names: readonly string[], otherwise: string): fc.Arbitrary<string> =>
  names.length === 0 ? fc.constant(otherwise) : fc.constantFrom(...names);

const comparable = fc.oneof(
  fc.constantFrom<unknown>('Daily Standup', 'phartman', 5, 1, '2025-02-07', '09:00:00', 'PT15M', 'member', true, null),
  fc.constantFrom('2025-02-07T09:00:00Z', '^D', '^.*a', '^[A-M]', '^\\d{4}', '^a+b+'),
  fc
    .nat(50)
    .chain((index) => fc.constantFrom('venue', 'event', 'account').map((resource) => idPlaceholder(resource, index))),
);

const atoms = [
  ...[
    'a',
    'D',
    ' ',
    '.',
    '\\d',
    '\\S',
    '\\.',
    '\\-',
    '\\é',
    '\\\u{1f600}',
    '[a-z]',
    '[^A]',
    '[-a]',
    '[a-]',
    '[\\d-z]',
    '[a-\\d]',
  ],
  ...[
    '[[:foo:]',
    '[[:alpha:]',
    '[[.a.]',
    '[\\g]',
    '[\\p]',
    '[\\x]',
    '[\\E]',
    '[\\Q]',
    '[\\b]',
    '[z-a]',
    '[\0]',
    '\0',
    '[]',
    '[^]',
    '[&&a]',
  ],
  ...['#', '/', '\n', '😀', '\ud83d', '(?i)', '(a)', 'a|b', '\\1', '\\u{61}', '\\x41', '\\b', '\\A', '$'],
];
const quantifiers = ['', '', '', '*', '+', '?', '{2}', '{0}', '{2,}', '{1,999}', '{3,2}', '{,2}', '{1000}', '*?', '++'];
/** Patterns close to the supported syntax, and patterns with catastrophic backtracking on repetitive names. */
const pattern = fc.oneof(
  fc
    .array(fc.tuple(fc.constantFrom(...atoms), fc.constantFrom(...quantifiers)), { maxLength: 4 })
    .map((parts) => `^${parts.flat().join('')}`),
  fc
    .tuple(fc.constantFrom('x?', 'x+', 'x{1,99}', '\\\\+', '[x]*', '.?'), fc.constantFrom(2, 3, 12, 30))
    .map(([part, times]) => `^${part.repeat(times)}b`),
);

function comparison(operand: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const single = fc
    .tuple(fc.constantFrom(...operators), operand)
    .map(([operator, value]) => [operator, value] as const);
  const multiple = fc.tuple(fc.constantFrom('$in', '$nin'), fc.array(operand, { maxLength: 4 }));
  const matching = pattern.map((text) => ['$regex', text] as const);
  return fc
    .array(fc.oneof(single, multiple, matching), { minLength: 1, maxLength: 2 })
    .map((entries) => Object.fromEntries(entries));
}

/** Generates a filter over filterable names, occasionally over others. */
function filter({ names }: RouteNames): fc.Arbitrary<unknown> {
  const operand = fc.oneof({ weight: 4, arbitrary: comparable }, { weight: 1, arbitrary: hostileValue });
  const name = fc.oneof(
    { weight: 8, arbitrary: oneOf(names, 'name') },
    { weight: 1, arbitrary: fc.constantFrom('password', '_owner', '_intent', '_links', ...inheritedNames) },
  );
  const leaf = fc.dictionary(name, fc.oneof(operand, comparison(operand)), { minKeys: 1, maxKeys: 3 });
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { weight: 3, arbitrary: leaf },
      fc
        .tuple(fc.constantFrom('$and', '$or', '$nor'), fc.array(tie('tree'), { maxLength: 3 }))
        .map(([connective, parts]) => ({ [connective]: parts })),
    ),
  }));
  return tree;
}

const joinedList = (items: fc.Arbitrary<string>, separator: string): fc.Arbitrary<string> =>
  fc.array(items, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(separator));

const count = fc.oneof(fc.nat(60).map(String), fc.constantFrom('0', '-1', '999999999', '1e3', '1.5', '٣', ''));

/** Query parameter → meaningful values. */
const valuesByParameter: Readonly<Record<string, (routeNames: RouteNames) => fc.Arbitrary<string>>> = {
  where: (routeNames) => filter(routeNames).map((value) => JSON.stringify(value)),
  sort: ({ names }) =>
    joinedList(
      fc.tuple(fc.constantFrom('', '-'), oneOf(names, 'name')).map((parts) => parts.join('')),
      ',',
    ),
  page: () => count,
  max_results: () => count,
  projection: ({ names }) =>
    fc.oneof(
      joinedList(oneOf(names, 'name'), ','),
      fc.dictionary(oneOf(names, 'name'), fc.constantFrom(0, 1, true)).map((flags) => JSON.stringify(flags)),
    ),
  embed: ({ relations }) =>
    joinedList(joinedList(oneOf([...relations, 'account', 'venue', 'registration'], 'event'), '.'), ','),
  cascade: () => fc.constantFrom('true', 'false', '1'),
};

function parameterOf(route: FuzzRoute): fc.Arbitrary<QueryParameter> {
  const supported = fc.constantFrom('pretty', ...route.parameters, ...route.parameters).chain((name) => {
    const arbitrary = valuesByParameter[name]?.(route) ?? fc.constantFrom('', '1', 'false');
    const value = fc.oneof(
      { weight: 6, arbitrary },
      { weight: 1, arbitrary: hostileText },
      { weight: 1, arbitrary: hostileJson },
    );
    return value.map((text): QueryParameter => [name, text]);
  });
  const strange = fc.tuple(fc.oneof(fc.constantFrom('where', 'embed', ...inheritedNames), hostileText), hostileText);
  return fc.oneof({ weight: 8, arbitrary: supported }, { weight: 1, arbitrary: strange });
}

const printQuery = (pairs: readonly QueryParameter[]): string =>
  pairs.length === 0
    ? ''
    : `?${pairs.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`).join('&')}`;

const malformedQuery = fc.constantFrom(
  '?',
  '??',
  '?&&=&',
  '?where',
  '?where=%',
  '?%zz=%zz',
  '?a=1;b=2',
  '?where[]=1',
  '?page=1&page=2#x',
);

/**
 * Generates a query string including `?`, with meaningful, repeated or strange parameters.
 * Mostly empty for methods other than GET.
 */
export const queryFor = (route: FuzzRoute, method: string): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: method === 'GET' ? 4 : 40, arbitrary: fc.constant('') },
    { weight: 8, arbitrary: fc.array(parameterOf(route), { minLength: 1, maxLength: 3 }).map(printQuery) },
    { weight: 1, arbitrary: malformedQuery },
  );
