const plain = /^[\w.!~*'()-]$/;

/** Text as part of a URL: as `encodeURIComponent`, which would refuse half a surrogate pair. */
export const encoded = (text: string): string =>
  [...Buffer.from(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return plain.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
