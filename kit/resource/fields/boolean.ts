import { z } from 'zod';
import { define, type FieldDocumentation } from './field.ts';

/** Declares a Boolean value. */
export const boolean = (documentation: FieldDocumentation<boolean>) =>
  define<boolean>({ ...documentation, kind: 'boolean', schema: z.boolean('must be true or false') });
