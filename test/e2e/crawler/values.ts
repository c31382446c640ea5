import fc from 'fast-check';
import type { HalBody } from '../../support/clients.ts';

/** A value that violates one constraint of a property. */
export interface InvalidValue {
  readonly constraint: string;
  /** Value to send; undefined omits the property. */
  readonly value: unknown;
}

/** Loads the values behind the `options` link of a property. */
export type LoadOptions = (property: HalBody) => Promise<readonly unknown[]>;

/** Generates values from the properties of forms alone. Values differ, since some properties must be unique. */
export interface FormValueGenerator {
  validValue(property: HalBody): Promise<unknown>;
  /** Returns one value for each constraint it violates. `missing` represents an absent value. */
  invalidValues(property: HalBody, missing: null | undefined): readonly InvalidValue[];
}

/** Texts of several formats, one of which matches most patterns. */
const sampleTexts = ['Europe/Berlin', 'PT30M', '2031-01-01', '10:30:00', 'x:y', 'no~such~value', ''];

/** Password of all demo accounts and of the accounts that forms create. */
const password = 'password';

export function createFormValueGenerator(seed: number, loadOptions: LoadOptions): FormValueGenerator {
  let count = 0;
  const day = (): string => new Date(Date.UTC(2030, 0, 1 + count)).toISOString().slice(0, 10);
  const matching = (regex: string): string => {
    const match = [`Crawled ${count}`, ...sampleTexts].find((text) => new RegExp(regex, 'u').test(text));
    return match ?? fc.sample(fc.stringMatching(new RegExp(regex)), { seed, numRuns: 1 })[0] ?? '';
  };
  const ofType: Readonly<Record<string, (property: HalBody) => unknown>> = {
    number: ({ min = 0, max = min + 1000 }) => min + (count % (max - min + 1)),
    date: day,
    time: () => '10:30:00',
    password: () => password,
    checkbox: () => true,
  };
  async function validValue(property: HalBody): Promise<unknown> {
    count++;
    const { type, regex, options } = property;
    const inline = options?.inline ?? (options?.link === undefined ? [] : await loadOptions(property));
    if (inline.length > 0) return inline[count % inline.length];
    return ofType[type]?.(property) ?? matching(regex ?? '');
  }
  return { validValue, invalidValues };
}

function invalidValues(property: HalBody, missing: null | undefined): readonly InvalidValue[] {
  const { type, required, regex, min, max, minLength = 0, maxLength, options } = property;
  const nonMatching = regex === undefined ? undefined : sampleTexts.find((text) => !new RegExp(regex, 'u').test(text));
  const candidates: readonly (readonly [constraint: string, isApplicable: boolean, value: unknown])[] = [
    ['required', required, missing],
    ['minLength', minLength > 0, 'x'.repeat(Math.max(0, minLength - 1))],
    ['maxLength', maxLength !== undefined, 'x'.repeat((maxLength ?? 0) + 1)],
    ['min', min !== undefined, min - 1],
    ['max', max !== undefined, max + 1],
    ['regex', nonMatching !== undefined, nonMatching],
    ['options', options !== undefined, 'no~such~value'],
    ['type', type === 'number', 'many'],
    ['type', type === 'number', 1.5],
    ['type', type === 'date', '2030-02-30'],
    ['type', type === 'time', '25:00:00'],
    ['type', type !== 'number', 7],
  ];
  return candidates.flatMap(([constraint, isApplicable, value]) => (isApplicable ? [{ constraint, value }] : []));
}
