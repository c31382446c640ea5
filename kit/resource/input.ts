import type { Definition } from './definition/definition.ts';
import { toOneRelations } from './definition/relations.ts';
import { isObject } from '../util/is-object.ts';
import type { Fields } from './fields.ts';
import { fail, succeed, type Issue, type Outcome } from './problems.ts';
import { invalidInput, malformed } from './common-problems.ts';

/** Values from outside that have been checked: to set, and to remove. */
export interface InputValues {
  readonly set: Readonly<Record<string, unknown>>;
  readonly unset: readonly string[];
}

/** `whole`: what is required must be there. `part`: absent is unchanged, null is removed (RFC 7396). */
export type WriteMode = 'replace' | 'merge';

interface InputField {
  readonly required: boolean;
  parse(value: unknown): { readonly value: unknown } | { readonly fault: string };
}
type Slots = ReadonlyMap<string, InputField>;

function fieldSlots(fields: Fields): [string, InputField][] {
  return Object.entries(fields).map(([name, { schema, required }]) => [
    name,
    {
      required,
      parse: (value) => {
        const result = schema.safeParse(value);
        return result.success
          ? { value: result.data }
          : { fault: result.error.issues.map((issue) => issue.message).join(', and ') };
      },
    },
  ]);
}

const reference = (target: string): InputField => ({
  required: true,
  parse: (value) =>
    typeof value === 'string' && value !== '' && value.length <= 200
      ? { value }
      : { fault: `must be the _id of one of the ${target} resource's documents` },
});

function absent(slots: Slots, input: Record<string, unknown>, mode: WriteMode): Issue[] {
  const missing = [...slots].filter(([name, slot]) => {
    const value = input[name];
    return slot.required && (mode === 'replace' ? value === undefined || value === null : value === null);
  });
  return missing.map(([field]) => ({
    field,
    message: mode === 'replace' ? 'is required' : 'is required, and cannot be removed',
  }));
}

const unknown = (field: string, slots: Slots): Issue => ({
  field,
  message: `is unknown here; these are known: ${[...slots.keys()].join(', ')}`,
});

function readSlots(slots: Slots, input: unknown, mode: WriteMode): Outcome<InputValues> {
  if (!isObject(input)) return fail(malformed('an object is needed here, with a member for each field'));
  const issues = absent(slots, input, mode);
  const set: Record<string, unknown> = {};
  const unset: string[] = [];
  for (const [name, value] of Object.entries(input)) {
    const slot = slots.get(name);
    if (slot === undefined) issues.push(unknown(name, slots));
    else if (value === null && !slot.required) unset.push(name);
    else if (value !== null && value !== undefined) {
      const parsed = slot.parse(value);
      if ('fault' in parsed) issues.push({ field: name, message: parsed.fault });
      else set[name] = parsed.value;
    }
  }
  return issues.length > 0 ? fail(invalidInput(issues)) : succeed({ set, unset });
}

/** Checks what is to be written to a resource's document: fields by name, references by relation. */
export function parseInput(definition: Definition, input: unknown, mode: WriteMode): Outcome<InputValues> {
  const slots = new Map([
    ...fieldSlots(definition.fields),
    ...toOneRelations(definition).map(([name, { target }]): [string, InputField] => [name, reference(target)]),
  ]);
  return readSlots(slots, input, mode);
}

/** Checks an action's input. */
export const parseActionInput = (fields: Fields, input: unknown): Outcome<InputValues> =>
  readSlots(new Map(fieldSlots(fields)), input, 'replace');
