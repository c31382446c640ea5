import { capitalize } from '../../kit/util/capitalize.ts';

/** Returns a name in words: `keySpeaker` → `key speaker`. */
export const wordsOf = (name: string): string => name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, ' ').toLowerCase();

/** Returns a name as a title: `keySpeaker` → `Key speaker`. */
export const titleOf = (name: string): string => capitalize(wordsOf(name));

/** Returns the name of a file: `keySpeaker` → `key-speaker`. */
export const fileNameOf = (name: string): string => wordsOf(name).replaceAll(' ', '-');
