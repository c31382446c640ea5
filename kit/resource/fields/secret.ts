import { controlCharacters } from '../../util/precis.ts';
import { define, type FieldDocumentation } from './field.ts';
import { textOf } from './length.ts';

const withoutControls = `^[^${controlCharacters}]*$`;

/**
 * Declares a secret text. It is normalized (OpaqueString, RFC 8265 §4.2) and hashed (argon2id) before it is stored, and
 * never shown. Control characters are rejected.
 */
export function secret({
  min,
  max,
  ...documentation
}: FieldDocumentation<string> & { readonly min: number; readonly max: number }) {
  const schema = textOf({ min, max }).regex(new RegExp(withoutControls, 'u'), 'must not contain control characters');
  return define<string>({ ...documentation, kind: 'secret', pattern: withoutControls, schema, bounds: { min, max } });
}
