import { z } from 'zod';
import { define, type FieldDocumentation } from './field.ts';

/** RFC 5321 §4.5.3.1: the path of an address has at most 256 octets with its brackets, the local part at most 64. */
const maxLength = 254;
const maxLocalLength = 64;

const atom = "[a-zA-Z0-9!#$%&'*+\\/=?^_`\\{\\|\\}~\\-]+";
const label = '[a-zA-Z0-9](?:[a-zA-Z0-9\\-]{0,61}[a-zA-Z0-9])?';
/** A valid e-mail address as HTML defines it, without misplaced dots (RFC 5321 §4.1.2). */
const pattern = `^${atom}(?:\\.${atom})*@${label}(?:\\.${label})*$`;

const expected = 'must be an e-mail address, such as name@example.com';

/**
 * Declares an e-mail address that HTML forms and SMTP accept, of at most `max` characters (254 by default). It is stored
 * as it is sent. Unique addresses are compared without regard to case.
 */
export function email({ max = maxLength, ...documentation }: FieldDocumentation<string> & { readonly max?: number }) {
  const schema = z
    .string(expected)
    .max(max, `must have at most ${max} characters`)
    .regex(new RegExp(pattern, 'u'), expected)
    .refine(
      (value) => value.indexOf('@') <= maxLocalLength,
      `${expected}, with at most ${maxLocalLength} characters before the @`,
    );
  const comparedAs = (value: string): string => value.toLowerCase();
  return define<string>({ ...documentation, kind: 'email', pattern, schema, comparedAs, bounds: { min: 3, max } });
}
