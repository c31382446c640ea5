const unreserved = /^[\w.!~*'()-]$/;

/** Percent-encodes like `encodeURIComponent`, but accepts lone surrogates. */
export const percentEncode = (text: string): string =>
  [...Buffer.from(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return unreserved.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');

/** Formats a number with at least two digits. */
export const twoDigits = (value: number): string => String(value).padStart(2, '0');
