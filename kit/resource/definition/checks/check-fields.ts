import { didYouMean } from '../../../util/did-you-mean.ts';
import { enumValue } from '../../../util/enum-value.ts';
import { fieldProperties, type Field, type Fields } from '../../fields/index.ts';
import { checkDecimal } from './check-decimal.ts';
import { checkPattern } from './check-pattern.ts';
import { missingText, repeated, type Check } from './faults.ts';

/** The bounds of GraphQL's `Int`. */
const int32 = { min: -(2 ** 31), max: 2 ** 31 - 1 };

/** Finds titles and descriptions that are missing or empty. */
export const checkTexts = (place: string, { title, description, deprecated }: Partial<Field>): string[] => [
  ...missingText(`${place}: title`, title, 'the label that people see'),
  ...missingText(`${place}: description`, description, 'a sentence for API documentation'),
  ...(deprecated === undefined
    ? []
    : missingText(`${place}: deprecated`, deprecated, 'the reason and the replacement')),
];

function checkBounds(place: string, { kind, bounds: { min, max } }: Field): string[] {
  if (min === undefined && max === undefined) return [];
  if (!isNumber(min) || !isNumber(max)) return [`${place}: min and max must be numbers; give both`];
  if (min > max) return [`${place}: min is ${min}, above max, which is ${max}; exchange them`];
  const { min: lowest, max: highest } = kind === 'integer' ? int32 : { min: 0, max: Infinity };
  if (min < lowest) return [`${place}: min is ${min}; give at least ${lowest}`];
  return max > highest ? [`${place}: max is ${max}; give at most ${highest}, as an Int of GraphQL can be`] : [];
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && !Number.isNaN(value);

function checkOptions(place: string, { kind, options }: Field): string[] {
  if (kind !== 'choice') return [];
  if (options.length === 0) return [`${place}: options are missing; give at least one word`];
  const values = options.map(enumValue);
  const invalid = options.filter((option) => !/^[A-Z_][A-Z0-9_]*$/.test(enumValue(option)));
  return [
    ...invalid.map(
      (option) => `${place}: the option ${JSON.stringify(option)} must begin with a letter, as in GraphQL`,
    ),
    ...repeated(values).map((value) => `${place}: several options are ${value} in GraphQL; rename all but one`),
  ];
}

/** Finds an example that the field would not accept. */
function checkExample(place: string, { example, schema }: Field): string[] {
  if (example === undefined) return [];
  const [issue] = schema.safeParse(example).error?.issues ?? [];
  return issue === undefined ? [] : [`${place}: the example ${JSON.stringify(example)} ${issue.message}`];
}

/** The options of the kinds of field, for suggestions. */
const optionNames = [
  ...['title', 'description', 'deprecated', 'example', 'min', 'max'],
  ...['matches', 'valuesFrom', 'comparedAs', 'options', 'maxDays', 'digits', 'scale'],
];

/** Finds options that the kind of the field does not have: it passes them on. */
const checkOptionNames = (place: string, field: Field): string[] =>
  Object.keys(field)
    .filter((name) => !fieldProperties.includes(name))
    .map((name) => `${place} has no option ${JSON.stringify(name)}; ${didYouMean(name, optionNames)}`);

/** Finds unique values of kinds that cannot have them. */
function checkDistinct(place: string, { kind, unique }: Field): string[] {
  if (!unique || (kind !== 'boolean' && kind !== 'secret')) return [];
  const reason = kind === 'boolean' ? 'there are only two values' : 'equal secrets are stored as different hashes';
  return [`${place} is a ${kind} and cannot be distinct, because ${reason}; leave out .distinct()`];
}

const checkField = (place: string, field: Field): string[] => [
  ...checkOptionNames(place, field),
  ...checkTexts(place, field),
  ...checkBounds(place, field),
  ...checkDecimal(place, field),
  ...checkDistinct(place, field),
  ...checkOptions(place, field),
  ...checkPattern(place, field),
  ...checkExample(place, field),
];

/** Finds the faults of fields, of documents or of an action's input; `prefix` is the path to them. */
export const fieldFaults = (prefix: string, fields: Fields): string[] =>
  Object.entries(fields).flatMap(([name, field]) => checkField(`${prefix}${name}`, field));

/** Finds bounds, options, patterns, examples and texts that are wrong, and options that no kind of field has. */
export const checkFields: Check = ({ fields }) => fieldFaults('', fields);
