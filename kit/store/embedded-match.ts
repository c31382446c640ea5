import model from '@seald-io/nedb/lib/model.js';
import { isObject } from '../util/is-object.ts';
import type { NedbQuery } from './embedded-query.ts';

type Matcher = (document: object) => boolean;
/** Whether the value of a field matches. It is no array. */
type ValueTest = (value: unknown) => boolean;

/**
 * Returns a function that tells whether a document matches a query, as NeDB's `model.match` does: that interprets the
 * query for each document, which takes several times as long. What is rare is left to it: arrays, dates, patterns.
 */
export function compileQuery(query: NedbQuery): Matcher {
  const conditions = Object.entries(query).map(([key, value]) => compileCondition(key, value));
  const [only] = conditions;
  if (only !== undefined && conditions.length === 1) return only;
  return (document) => conditions.every((matches) => matches(document));
}

function compileCondition(key: string, value: unknown): Matcher {
  if (key === '$not') {
    const matches = compileQuery(value as NedbQuery);
    return (document) => !matches(document);
  }
  if (key === '$and' || key === '$or') {
    const queries = (value as readonly NedbQuery[]).map(compileQuery);
    if (key === '$and') return (document) => queries.every((matches) => matches(document));
    return (document) => queries.some((matches) => matches(document));
  }
  const condition = { [key]: value };
  const interpret: Matcher = (document) => model.match(document, condition);
  const test = testOf(value);
  return test === undefined ? interpret : testing(key.split('.'), { test, interpret });
}

/** Returns a matcher that tests the value at a path, and leaves documents with an array on the path to `interpret`. */
const testing =
  (path: readonly string[], { test, interpret }: { readonly test: ValueTest; readonly interpret: Matcher }): Matcher =>
  (document) => {
    let value: unknown = document;
    for (const name of path) {
      value = isObject(value) ? value[name] : undefined;
      if (Array.isArray(value)) return interpret(document);
    }
    return test(value);
  };

const isPlain = (value: unknown): value is string | number | boolean | null =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

/** Returns the test of a value or of an object of operators; undefined if that is left to NeDB. */
function testOf(value: unknown): ValueTest | undefined {
  if (isPlain(value)) return (found) => found === value;
  if (!isObject(value) || Array.isArray(value)) return undefined;
  const tests = Object.entries(value).map(([operator, operand]) => operatorTestOf(operator, operand));
  const [only] = tests;
  if (only === undefined || tests.includes(undefined)) return undefined;
  return tests.length === 1 ? only : (found) => tests.every((test) => test?.(found));
}

function operatorTestOf(operator: string, operand: unknown): ValueTest | undefined {
  if (operator === '$in' && Array.isArray(operand) && operand.every(isPlain)) {
    const operands = new Set<unknown>(operand);
    return (found) => operands.has(found);
  }
  if (!isPlain(operand)) return undefined;
  if (operator === '$ne') return (found) => found !== operand;
  if (operator === '$exists' && typeof operand === 'boolean') return (found) => (found !== undefined) === operand;
  return typeof operand === 'string' || typeof operand === 'number' ? orderTestOf(operator, operand) : undefined;
}

type Ordered = string | number;
const orders: ReadonlyMap<string, (value: Ordered, operand: Ordered) => boolean> = new Map([
  ['$lt', (value, operand) => value < operand],
  ['$lte', (value, operand) => value <= operand],
  ['$gt', (value, operand) => value > operand],
  ['$gte', (value, operand) => value >= operand],
]);

/** Values of different types have no order. */
function orderTestOf(operator: string, operand: Ordered): ValueTest | undefined {
  const isInOrder = orders.get(operator);
  const type = typeof operand;
  return isInOrder && ((found) => typeof found === type && isInOrder(found as Ordered, operand));
}
