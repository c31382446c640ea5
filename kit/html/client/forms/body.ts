import { toText } from '../model/json.ts';
import { parseDuration } from '../model/values.ts';
import type { FormField } from './field.ts';
import type { Form } from './template.ts';
import type { FormValues } from './validate.ts';

/** Returns the value of one text as it is sent in JSON. */
function sentValue({ control, options }: FormField, text: string): unknown {
  if (options?.kind === 'inline') return options.choices.find(({ value }) => value === text)?.sent ?? text;
  if (control === 'checkbox') return text === 'true';
  if (control === 'duration') return parseDuration(text);
  if (control !== 'number' && control !== 'range') return text;
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** A time without seconds is the same as one with none. */
const comparable = ({ control }: FormField, text: string): string =>
  control === 'time' ? text.replace(/^(\d{2}:\d{2}):00$/, '$1') : control === 'duration' ? parseDuration(text) : text;

function isUnchanged(field: FormField, value: string | readonly string[]): boolean {
  if (typeof value === 'string' && typeof field.value === 'string')
    return comparable(field, value) === comparable(field, field.value);
  return JSON.stringify(value) === JSON.stringify(field.value);
}

/** Returns a field's value as it is sent; undefined if it is left out. */
function memberOf(field: FormField, value: string | readonly string[], method: string): unknown {
  if (method === 'PATCH' && (field.readOnly || isUnchanged(field, value))) return undefined;
  if (typeof value !== 'string')
    return value.length === 0 && method !== 'PATCH' ? undefined : value.map((each) => sentValue(field, each));
  if (value === '') return method === 'PATCH' ? null : undefined;
  return sentValue(field, value);
}

/**
 * Returns the members that a form sends: of a `PATCH` those that were changed, `null` for what was emptied (RFC 7396);
 * of others all that have a value.
 */
export function membersOf(
  { fields, method }: Pick<Form, 'fields' | 'method'>,
  values: FormValues,
): Readonly<Record<string, unknown>> {
  const members = fields.map((field) => [field.name, memberOf(field, values[field.name] ?? '', method)] as const);
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}

/** Encodes members as a query or a form, several values of one name after each other. */
export function urlEncoded(members: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(members).flatMap(([name, value]) =>
    (Array.isArray(value) ? (value as unknown[]) : [value]).map((each): [string, string] => [name, toText(each)]),
  );
  return new URLSearchParams(pairs).toString();
}
