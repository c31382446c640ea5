/** The media type of JSON text sequences (RFC 7464). */
export const sequenceType = 'application/json-seq';

const separator = '\u001e';

/** Writes JSON texts as a sequence. */
export const writeSequence = (texts: readonly string[]): string =>
  texts.map((text) => `${separator}${text}\n`).join('');

/** Splits a sequence into its JSON texts. */
export const readSequence = (sequence: string): readonly string[] =>
  sequence.split(separator).flatMap((text) => (text === '' ? [] : [text.slice(0, -1)]));
