/** A piece of a JSON text, for its colour. */
export interface JsonToken {
  readonly kind: 'key' | 'string' | 'number' | 'literal' | 'mark';
  readonly text: string;
  /** The URL that a string is. */
  readonly url?: string;
}

const pattern = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d[\d.eE+-]*)|(true|false|null)|([^"\dtfn-]+|.)/gs;

function stringToken(text: string): JsonToken {
  const value: unknown = JSON.parse(text);
  const isUrl = typeof value === 'string' && /^https?:\/\/[^\s{}]+$/.test(value);
  return isUrl ? { kind: 'string', text, url: value } : { kind: 'string', text };
}

/** Splits an indented JSON text into pieces for highlighting. */
export const jsonTokens = (json: string): readonly JsonToken[] =>
  [...json.matchAll(pattern)].flatMap(([whole, string, colon, number, literal]): readonly JsonToken[] => {
    if (string !== undefined)
      return colon === undefined
        ? [stringToken(string)]
        : [
            { kind: 'key', text: string },
            { kind: 'mark', text: colon },
          ];
    if (number !== undefined) return [{ kind: 'number', text: whole }];
    return [{ kind: literal === undefined ? 'mark' : 'literal', text: whole }];
  });
