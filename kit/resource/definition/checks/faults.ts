import { didYouMean } from '../../../util/did-you-mean.ts';
import type { Definition } from '../definition.ts';
import { relationsOf } from '../relations.ts';

/** Finds the faults of one aspect of a definition: sentences that begin with the place in the definition. */
export type Check = (definition: Definition) => readonly string[];

/** Finds names that are none of the candidates. */
export const unknownNames = (place: string, names: readonly string[], candidates: readonly string[]): string[] =>
  names
    .filter((name) => !candidates.includes(name))
    .map((name) => `${place}: ${JSON.stringify(name)} is unknown; ${didYouMean(name, candidates)}`);

/** Finds options that an object does not have. */
export const unknownOptions = (place: string, value: object, options: readonly string[]): string[] =>
  Object.keys(value)
    .filter((option) => !options.includes(option))
    .map((option) => `${place} has no option ${JSON.stringify(option)}; ${didYouMean(option, options)}`);

/** Finds a text that is missing or empty. `what` says what it is for. */
export const missingText = (place: string, value: unknown, what: string): string[] =>
  typeof value === 'string' && value.trim() !== '' ? [] : [`${place} is ${absence(value)}; give ${what}`];

const absence = (value: unknown): string =>
  value === undefined ? 'missing' : typeof value === 'string' ? 'empty' : 'not a text';

/** Finds values that occur more than once. */
export const repeated = (values: readonly string[]): string[] => [
  ...new Set(values.filter((value, index) => values.indexOf(value) !== index)),
];

/** Returns the names of the fields and references of a document, internal fields included. */
export const documentNames = (definition: Definition): string[] => [
  ...Object.keys(definition.fields),
  ...relationsOf(definition).map(([name]) => name),
  ...Object.keys(definition.internalFields),
];
