/**
 * The parts of PRECIS (RFC 8264, RFC 8265) with which usernames and passwords are compared. Registries have no
 * maintained implementation for Node.
 */

/** Characters that RFC 8264 §9.9 (Controls) excludes: C0, DEL and C1, for a character class of any regex dialect. */
export const controlCharacters = String.raw`\u0000-\u001f\u007f-\u009f`;

/** Full-width and half-width forms: the characters whose decomposition has the tag `<wide>` or `<narrow>`. */
const widthVariants = /[\u3000\uff01-\uffee]/g;

/**
 * Returns the form in which usernames are compared, by the profile UsernameCasePreserved (RFC 8265 §3.4): full-width
 * and half-width characters are mapped to their decompositions, then the text is normalized to NFC.
 */
export const usernameKey = (username: string): string =>
  username.replace(widthVariants, (character) => character.normalize('NFKC')).normalize('NFC');

/**
 * Returns the form in which passwords are hashed and compared, by the profile OpaqueString (RFC 8265 §4.2): every space
 * becomes U+0020, then the text is normalized to NFC.
 */
export const opaqueString = (password: string): string => password.replace(/\p{Zs}/gu, ' ').normalize('NFC');

/** Letters of other scripts that look like Latin ones in usual fonts (UTS #39), for names of ASCII letters. */
const lookalikes: Readonly<Record<string, string>> = {
  ο: 'o',
  о: 'o',
  օ: 'o',
  г: 'r',
  ɾ: 'r',
  ʀ: 'r',
  т: 't',
  τ: 't',
};

/**
 * Returns what a name looks like: compatibility forms, case, invisible characters, spaces and letters of other scripts
 * that look the same are mapped to one form. Two names with one appearance can be mistaken for each other.
 */
export const appearanceOf = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{Default_Ignorable_Code_Point}\p{White_Space}\p{Cc}\p{Cf}]/gu, '')
    .replace(/\P{ASCII}/gu, (character) => lookalikes[character] ?? character);
