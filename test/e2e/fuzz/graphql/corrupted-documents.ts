import type { RandomSource } from './random-choice.ts';
import { inheritedNames } from '../hostile-values.ts';

const names = ['nothing', 'password', '_intent', '__schema', '_service', '__type', ...inheritedNames];

/** Replaces a random word of the document. */
function replaceWord(random: RandomSource, text: string, replacement: string): string {
  const words = [...text.matchAll(/[A-Za-z_]\w*/g)];
  const word = random.pick(words);
  return `${text.slice(0, word.index)}${replacement}${text.slice(word.index + word[0].length)}`;
}

/** Inserts text at a random position of the document. */
function insertText(random: RandomSource, text: string, insertion: string): string {
  const position = random.between(0, text.length);
  return `${text.slice(0, position)}${insertion}${text.slice(position)}`;
}

const fragments = [
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  '"',
  '"""',
  '$',
  '@',
  '...',
  ':',
  '!',
  '|',
  '&',
  '=',
  '#',
  ',',
  '\\',
  '\0',
  '\ufeff',
  '😀',
  '@include',
  '@skip(if: 1)',
  '@nothing',
  '@deprecated',
  '@include(if: true) @include(if: true)',
  '$undefined',
  '...Nothing',
  '(first: "x")',
  '(id: null)',
  '(nothing: 1)',
  '{ }',
  '{ __typename { x } }',
  ' 1 ',
  ' null ',
  '\\u{1F600}',
  '"\\uD800"',
  '"\\u"',
];
const suffixes = [
  '\nfragment Unused on Query { __typename }',
  '\nquery Again { __typename }',
  '\nmutation Other { __typename }',
  '\n{ __typename }',
  '\nsubscription { x }',
  '\ntype Mine { x: Int }',
  '\nfragment Loop on Query { ...Loop }',
  '\nextend type Query { x: Int }',
  ' }',
  ' {',
];

/** Corrupts a document. The result is occasionally still valid. */
export const corruptDocument = (random: RandomSource, text: string): string =>
  random.pick([
    () => replaceWord(random, text, random.pick(names)),
    () => replaceWord(random, text, random.pick(['1', '"x"', '', 'null', '$x', '{x: 1}'])),
    () => insertText(random, text, random.pick(fragments)),
    () => text + random.pick(suffixes),
    () => text.slice(0, random.between(0, text.length)),
    () => text.replace('query', 'subscription').replace('mutation', 'query'),
    () => text.replace(/\([^()]*\)/, ''),
    () => insertText(random, replaceWord(random, text, random.pick(names)), random.pick(fragments)),
  ])();
