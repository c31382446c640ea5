import { isUtf8 } from 'node:buffer';
import { parseJson } from '../util/parse-json.ts';
import { describeIllFormed, findIllFormedIn } from '../util/well-formed.ts';

/** A parsed JSON text, or what is wrong with it. */
export type JsonResult = { readonly value: unknown } | { readonly fault: string };

/** Parses a JSON text, whose names and texts must be Unicode at any depth (RFC 8259 §8.2). */
export function parseJsonText(text: string): JsonResult {
  const value = parseJson(text);
  if (value === undefined) return { fault: 'is not valid JSON' };
  const illFormed = findIllFormedIn(value, text);
  return illFormed === undefined ? { value } : { fault: `is not Unicode: ${describeIllFormed(illFormed)}` };
}

/** The types of errors about a request body, as body-parser names its own. */
export const bodyErrors = {
  unsupportedCharset: 'charset.unsupported',
  unsupportedCoding: 'encoding.unsupported',
  notUtf8: 'charset.malformed',
} as const;

/** Thrown for a body that is not UTF-8, with the status of the response. */
export class BodyEncodingError extends Error {
  override readonly name = 'BodyEncodingError';
  readonly type: string;
  readonly status: number;

  constructor(type: string, status: number) {
    super(type);
    this.type = type;
    this.status = status;
  }
}

/** The content codings of request bodies that body-parser decodes, for `Accept-Encoding` (RFC 9110 §12.5.3). */
export const bodyCodings = 'gzip, deflate, br';

/** UTF-8, and its subset ASCII. */
const charsets: readonly string[] = ['utf-8', 'utf8', 'us-ascii'];

type Verify = (...call: [request: unknown, response: unknown, octets: Buffer, charset: string]) => void;

/**
 * Checks a body before body-parser decodes it, which would replace octets that are not UTF-8 (RFC 8259 §8.1).
 *
 * @throws BodyEncodingError
 */
export const verifyUtf8: Verify = (...[, , octets, charset]) => {
  if (!charsets.includes(charset.toLowerCase())) throw new BodyEncodingError(bodyErrors.unsupportedCharset, 415);
  if (!isUtf8(octets)) throw new BodyEncodingError(bodyErrors.notUtf8, 400);
};
