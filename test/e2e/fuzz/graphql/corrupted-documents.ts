import type { Draw } from './random-choice.ts';
import { inherited } from '../hostile-values.ts';

const names = ['nothing', 'password', '_intent', '__schema', '_service', '__type', ...inherited];

/** A word of the document that is no keyword, replaced. */
function replaced(draw: Draw, text: string, by: string): string {
  const words = [...text.matchAll(/[A-Za-z_]\w*/g)];
  const word = draw.pick(words);
  return `${text.slice(0, word.index)}${by}${text.slice(word.index + word[0].length)}`;
}

/** A place in the document, and something put there. */
function inserted(draw: Draw, text: string, what: string): string {
  const at = draw.between(0, text.length);
  return `${text.slice(0, at)}${what}${text.slice(at)}`;
}

const pieces = [
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
const tails = [
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

/** A document that is not right any more; now and then it still is. */
export const spoilt = (draw: Draw, text: string): string =>
  draw.pick([
    () => replaced(draw, text, draw.pick(names)),
    () => replaced(draw, text, draw.pick(['1', '"x"', '', 'null', '$x', '{x: 1}'])),
    () => inserted(draw, text, draw.pick(pieces)),
    () => text + draw.pick(tails),
    () => text.slice(0, draw.between(0, text.length)),
    () => text.replace('query', 'subscription').replace('mutation', 'query'),
    () => text.replace(/\([^()]*\)/, ''),
    () => inserted(draw, replaced(draw, text, draw.pick(names)), draw.pick(pieces)),
  ])();
