import { randomUUID } from 'node:crypto';

/** A value whose JSON text is known. `JSON.stringify` writes it as any other value; `stringify` copies the text. */
export class JsonFragment {
  readonly text: string;

  /** @param text The JSON text of the value. It is not checked. */
  constructor(text: string) {
    this.text = text;
  }

  /** Returns the value. */
  value(): unknown {
    return JSON.parse(this.text);
  }

  toJSON(): unknown {
    if (collected === undefined) return this.value();
    collected.push(this.text);
    return placeholder;
  }
}

/** Stands for a fragment in a JSON text. No client knows it. */
const placeholder = randomUUID();
/** The texts of the fragments that `stringify` has come across, while it runs. */
let collected: string[] | undefined;

/** Returns the JSON text of a value, as `JSON.stringify` does, and copies the texts of fragments in it. */
export function stringify(value: unknown): string | undefined {
  const texts: string[] = [];
  collected = texts;
  try {
    // It is undefined for what JSON does not have.
    const text = JSON.stringify(value) as string | undefined;
    if (text === undefined || texts.length === 0) return text;
    const parts = text.split(`"${placeholder}"`);
    return parts.map((part, index) => part + (texts[index] ?? '')).join('');
  } finally {
    collected = undefined;
  }
}

/** Returns the JSON text of a member's value: a fragment, an array that may have some, or any other value. */
export function textOf(value: unknown): string {
  if (value instanceof JsonFragment) return value.text;
  return Array.isArray(value) ? `[${value.map(textOf).join(',')}]` : JSON.stringify(value);
}
