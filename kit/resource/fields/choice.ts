import { z } from 'zod';
import { define, type FieldDocumentation } from './field.ts';

/** Declares a choice of one of several words. */
export function choice<const Option extends string>({
  options,
  ...documentation
}: FieldDocumentation<Option> & { readonly options: readonly Option[] }) {
  const schema = z.enum(options, `must be one of ${options.join(', ')}`);
  return define<Option>({ ...documentation, kind: 'choice', schema, options });
}
