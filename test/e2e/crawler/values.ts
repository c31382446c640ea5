import fc from 'fast-check';
import type { HalBody } from '../../support/clients.ts';

/** A value that breaks one constraint of a property, and which. */
export interface Broken {
  readonly constraint: string;
  /** What is sent; the property is left out when undefined. */
  readonly value: unknown;
}

/** Values that the options' link of a property leads to. */
export type Choices = (property: HalBody) => Promise<readonly unknown[]>;

/** Makes values from the properties of forms alone: unlike each other, so that what must be unique is. */
export interface Values {
  valid(property: HalBody): Promise<unknown>;
  /** Each constraint of a property broken, one at a time. `missing` is what stands for a value that is not there. */
  broken(property: HalBody, missing: null | undefined): readonly Broken[];
}

/** Texts of several kinds, for whatever pattern there may be. */
const texts = ['PT30M', '2031-01-01', '10:30:00', 'x:y', 'no~one~is~this', ''];

/** Everybody of the demo data signs in with it, and so do those who are made here. */
const password = 'password';

export function createValues(seed: number, choices: Choices): Values {
  let count = 0;
  const day = (): string => new Date(Date.UTC(2030, 0, 1 + count)).toISOString().slice(0, 10);
  const matching = (regex: string): string => {
    const found = [`Crawled ${count}`, ...texts].find((text) => new RegExp(regex, 'u').test(text));
    return found ?? fc.sample(fc.stringMatching(new RegExp(regex)), { seed, numRuns: 1 })[0] ?? '';
  };
  const ofType: Readonly<Record<string, (property: HalBody) => unknown>> = {
    number: ({ min = 0, max = min + 1000 }) => min + (count % (max - min + 1)),
    date: day,
    time: () => '10:30:00',
    password: () => password,
    checkbox: () => true,
  };
  async function valid(property: HalBody): Promise<unknown> {
    count++;
    const { type, regex, options } = property;
    const inline = options?.inline ?? (options?.link === undefined ? [] : await choices(property));
    if (inline.length > 0) return inline[count % inline.length];
    return ofType[type]?.(property) ?? matching(regex ?? '');
  }
  return { valid, broken: brokenValues };
}

function brokenValues(property: HalBody, missing: null | undefined): readonly Broken[] {
  const { type, required, regex, min, max, minLength = 0, maxLength, options } = property;
  const unlike = regex === undefined ? undefined : texts.find((text) => !new RegExp(regex, 'u').test(text));
  const wrong: readonly (readonly [constraint: string, breaks: boolean, value: unknown])[] = [
    ['required', required, missing],
    ['minLength', minLength > 0, 'x'.repeat(Math.max(0, minLength - 1))],
    ['maxLength', maxLength !== undefined, 'x'.repeat((maxLength ?? 0) + 1)],
    ['min', min !== undefined, min - 1],
    ['max', max !== undefined, max + 1],
    ['regex', unlike !== undefined, unlike],
    ['options', options !== undefined, 'no~one~is~this'],
    ['type', type === 'number', 'many'],
    ['type', type === 'number', 1.5],
    ['type', type === 'date', '2030-02-30'],
    ['type', type === 'time', '25:00:00'],
    ['type', type !== 'number', 7],
  ];
  return wrong.flatMap(([constraint, breaks, value]) => (breaks ? [{ constraint, value }] : []));
}
