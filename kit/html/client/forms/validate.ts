import { parseDuration, isDuration } from '../model/values.ts';
import type { Issue } from '../model/problem.ts';
import { patternTester, type FormField } from './field.ts';

/** The values of a form, by the names of its fields. */
export type FormValues = Readonly<Record<string, string | readonly string[]>>;

/** Returns the values that a form has at the beginning. */
export const initialValues = (fields: readonly FormField[]): FormValues =>
  Object.fromEntries(fields.map(({ name, value }) => [name, value]));

const isEmpty = (value: string | readonly string[]): boolean => value.length === 0;

const count = (number: number, unit: string): string => `${number} ${unit}${number === 1 ? '' : 's'}`;

type Check = (field: FormField, text: string) => string | undefined;

const email = /^[^\s@]+@[^\s@]+$/;

const checkNumber: Check = ({ control, min, max, step }, text) => {
  if (control !== 'number' && control !== 'range') return undefined;
  const number = Number(text);
  if (!Number.isFinite(number)) return 'must be a number';
  if (min !== undefined && number < Number(min)) return `must be ${min} or more`;
  if (max !== undefined && number > Number(max)) return `must be ${max} or less`;
  const steps = (number - Number(min ?? 0)) / Number(step ?? 1);
  const isOnStep = step === 'any' || step === undefined || Math.abs(steps - Math.round(steps)) < 1e-9;
  return isOnStep ? undefined : `must be in steps of ${step}`;
};

/** Texts of dates, times, months and weeks sort as what they stand for. */
const checkOrder: Check = ({ control, min, max }, text) => {
  if (!['date', 'time', 'month', 'week', 'datetime-local'].includes(control)) return undefined;
  if (min !== undefined && text < min) return `must be ${min} or later`;
  return max !== undefined && text > max ? `must be ${max} or earlier` : undefined;
};

const checkLength: Check = ({ minLength, maxLength }, text) => {
  const { length } = [...text];
  if (minLength !== undefined && length < minLength) return `must have at least ${count(minLength, 'character')}`;
  return maxLength !== undefined && length > maxLength
    ? `must have at most ${count(maxLength, 'character')}`
    : undefined;
};

const checkForm: Check = ({ control, pattern }, text) => {
  if (control === 'email' && !email.test(text)) return 'must be an e-mail address, such as name@example.org';
  if (control === 'url' && !/^[a-z][a-z\d+.-]*:\S+$/i.test(text)) return 'must be a URL, such as https://example.org/';
  if (control === 'duration')
    return isDuration(parseDuration(text)) ? undefined : 'must be a duration, such as 1h 30m or PT1H30M';
  return patternTester(pattern)(text) ? undefined : 'does not have the expected form';
};

const checks: readonly Check[] = [checkNumber, checkOrder, checkLength, checkForm];

function checkItems({ minItems, maxItems, required }: FormField, number: number): string | undefined {
  const least = Math.max(minItems, required ? 1 : 0);
  if (number < least) return least === 1 ? 'is required' : `must have at least ${count(least, 'value')}`;
  return number > maxItems ? `must have at most ${count(maxItems, 'value')}` : undefined;
}

function messageOf(field: FormField, value: string | readonly string[]): string | undefined {
  if (field.readOnly || field.control === 'hidden') return undefined;
  if (typeof value !== 'string') return checkItems(field, value.length);
  if (isEmpty(value)) return field.required ? 'is required' : undefined;
  for (const check of checks) {
    const message = check(field, value);
    if (message !== undefined) return message;
  }
  return undefined;
}

/** Returns what is wrong with the values, by the constraints that the form tells. The server decides in the end. */
export const validate = (fields: readonly FormField[], values: FormValues): readonly Issue[] =>
  fields.flatMap((field) => {
    const message = messageOf(field, values[field.name] ?? '');
    return message === undefined ? [] : [{ field: field.name, message }];
  });
