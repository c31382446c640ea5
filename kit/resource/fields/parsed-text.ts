import { z } from 'zod';

/** The value that a text stands for, or what a text must be that stands for none. */
export type ParsedText<T> = { readonly value: T } | { readonly message: string };

/** Returns the schema of values that clients send as texts. `expected` says what a value of another type must be. */
export const parsedText = <T>(expected: string, parse: (text: string) => ParsedText<T>) =>
  z.string(expected).transform((text, context): T => {
    const parsed = parse(text);
    if ('value' in parsed) return parsed.value;
    context.addIssue({ code: 'custom', message: parsed.message });
    return z.NEVER;
  });
