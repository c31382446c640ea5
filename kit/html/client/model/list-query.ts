import { expandTemplate, type TemplateValues } from './uri-template.ts';
import { asArray, isObject, parseJson } from './json.ts';

/** A simple filter of a list: one field, an operator of `where`, and a value. */
export interface Condition {
  readonly field: string;
  readonly operator: Operator;
  readonly value: string;
}

export const operators = {
  is: 'is',
  begins: 'begins with',
  from: 'is at least',
  until: 'is at most',
} as const;
export type Operator = keyof typeof operators;

/** How a list is asked for. */
export interface ListQuery {
  /** The conditions that all hold. */
  readonly conditions: readonly Condition[];
  /** A filter that is more than such conditions, as JSON. */
  readonly where: string | undefined;
  /** The field that the list is sorted by, with `-` in front if it descends. */
  readonly sort: string;
  readonly pageSize: string;
}

const halOperators: Readonly<Record<string, Operator>> = { $eq: 'is', $gte: 'from', $lte: 'until' };

/** Reads a test of a field: one condition for each operator. */
function parseTest(field: string, test: unknown): readonly (Condition | undefined)[] {
  if (isPlain(test)) return [{ field, operator: 'is', value: String(test) }];
  if (field.startsWith('$') || !isObject(test)) return [undefined];
  return Object.entries(test).map(([name, value]): Condition | undefined => {
    if (!isPlain(value)) return undefined;
    const prefix = name === '$regex' ? readPrefix(String(value)) : undefined;
    if (prefix !== undefined) return { field, operator: 'begins', value: prefix };
    const operator = halOperators[name];
    return operator === undefined ? undefined : { field, operator, value: String(value) };
  });
}

const isPlain = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

/** Reads the members of a filter: each is a test of one field. */
const parseTests = (filter: unknown): readonly (Condition | undefined)[] =>
  isObject(filter) ? Object.entries(filter).flatMap(([field, test]) => parseTest(field, test)) : [undefined];

/** Reads a filter as conditions that all hold; undefined if it is more than that. */
export function parseConditions(where: string): readonly Condition[] | undefined {
  const filter = parseJson(where);
  const isAnd = isObject(filter) && Array.isArray(filter['$and']) && Object.keys(filter).length === 1;
  const conditions = (isAnd ? asArray(filter['$and']) : [filter]).flatMap(parseTests);
  const read = conditions.filter((each) => each !== undefined);
  return read.length === 0 || read.length < conditions.length ? undefined : read;
}

const letterClass = /\[(.)(.)\]/gu;

/** Reads the text of a prefix pattern: `^[Dd][Ee]` → `de`. */
function readPrefix(pattern: string): string | undefined {
  if (!pattern.startsWith('^')) return undefined;
  const plain = pattern.slice(1).replaceAll(letterClass, '$2');
  return /[[\]()*+?{}|]/.test(plain.replaceAll(/\\./g, '')) ? undefined : plain.replaceAll(/\\(.)/g, '$1');
}

/** Returns the text that a value of JSON has as a number, if the field's values are numbers. */
const typedValue = (value: string, isNumber: boolean): unknown =>
  isNumber && value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value;

/** What a filter needs to know of the fields and of prefixes. */
export interface FilterSyntax {
  /** Whether the values of a field are numbers. */
  isNumber(field: string): boolean;
  /** Returns a pattern for texts that begin with this one. */
  prefix(typed: string): string;
}

function testOf({ field, operator, value }: Condition, { isNumber, prefix }: FilterSyntax): object {
  const typed = typedValue(value, isNumber(field));
  const tests = { is: typed, begins: { $regex: prefix(value) }, from: { $gte: typed }, until: { $lte: typed } };
  return { [field]: tests[operator] };
}

/** Returns the filter of conditions that all hold; undefined without any. */
export function toWhere(conditions: readonly Condition[], syntax: FilterSyntax): string | undefined {
  const [first, ...others] = conditions.map((each) => testOf(each, syntax));
  if (first === undefined) return undefined;
  return JSON.stringify(others.length === 0 ? first : { $and: [first, ...others] });
}

/** Reads how a list was asked for from its URL. */
export function parseListQuery(url: string): ListQuery {
  const { searchParams } = new URL(url);
  const where = searchParams.get('where') ?? undefined;
  const conditions = where === undefined ? undefined : parseConditions(where);
  return {
    conditions: conditions ?? [],
    where: conditions === undefined ? where : undefined,
    sort: searchParams.get('sort') ?? '',
    pageSize: searchParams.get('max_results') ?? '',
  };
}

/** Returns the URL of the first page of a list, keeping the parameters that the page does not show. */
export function listUrl(template: string, url: string, changes: TemplateValues): string {
  const present: Record<string, string | undefined> = Object.fromEntries(new URL(url).searchParams);
  return expandTemplate(template, { ...present, page: undefined, ...changes });
}
