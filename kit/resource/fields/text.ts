import { define, type FieldDocumentation, type FieldReference } from './field.ts';
import { textOf, type Length } from './length.ts';

/** A regular expression (ECMA-262) for texts. */
export interface TextPattern {
  readonly pattern: string;
  /** The message for a text that does not match, such as `must not contain a colon`. */
  readonly message: string;
}

interface TextKind extends Length {
  readonly matches?: TextPattern;
  readonly valuesFrom?: FieldReference;
  /** Returns the form in which two values are compared if the text is unique; NFC by default. */
  readonly comparedAs?: (value: string) => string;
}

/** Matches nothing if the pattern is invalid: the check of the definition reports it. */
function compile(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    return /(?!)/;
  }
}

const inNfc = (value: string): string => value.normalize('NFC');

/**
 * Declares a text of `min` (0 by default) to `max` characters.
 * @example text({ title: 'Name', description: 'The name of the venue.', min: 1, max: 200 })
 */
export function text({
  min = 0,
  max,
  matches,
  valuesFrom,
  comparedAs = inNfc,
  ...documentation
}: FieldDocumentation<string> & TextKind) {
  const length = textOf({ min, max });
  const schema = matches === undefined ? length : length.regex(compile(matches.pattern), matches.message);
  return define<string>({
    ...documentation,
    kind: 'text',
    schema,
    pattern: matches?.pattern,
    valuesFrom,
    comparedAs,
    bounds: { min, max },
  });
}
