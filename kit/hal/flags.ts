import { malformed } from '../resource/common-problems.ts';
import { fail, succeed, type Outcome } from '../resource/problems.ts';
import type { QueryParameters } from './query.ts';

/** The values of a flag. It may stand alone, as in `?cascade`, which means true. */
const values: ReadonlyMap<string, boolean> = new Map([
  ['', true],
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

/** Parses a boolean query parameter, false when absent. Fails with 400, also if it is given as both true and false. */
export function parseFlag(parameters: QueryParameters, name: string): Outcome<boolean> {
  const texts = [parameters[name] ?? []].flat();
  const invalid = texts.find((text) => !values.has(text));
  if (invalid !== undefined)
    return fail(malformed(`${name}: ${JSON.stringify(invalid)} is not true, false, 1 or 0; ${name} alone means true`));
  const given = new Set(texts.map((text) => values.get(text)));
  return given.size > 1 ? fail(malformed(`${name} is given as both true and false`)) : succeed(given.has(true));
}

/** Whether a flag is set; false also where it is invalid. */
export function isFlagSet(parameters: QueryParameters, name: string): boolean {
  const flag = parseFlag(parameters, name);
  return flag.ok && flag.value;
}
