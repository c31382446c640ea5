import type { Definition } from './definition/definition.ts';
import type { Document } from './definition/documents.ts';
import { relationsOf } from './definition/relations.ts';
import { withArticle } from '../util/article.ts';
import { isObject } from '../util/is-object.ts';
import { memoize } from '../util/memoize.ts';
import { wireValue, type Fields } from './fields/index.ts';
import { fail, succeed, type Issue, type Outcome } from './problems.ts';
import { invalidInput, malformed } from './common-problems.ts';

/** A client's values after validation: those to set, and the names of those to remove. */
export interface InputValues {
  readonly set: Readonly<Record<string, unknown>>;
  readonly unset: readonly string[];
}

/**
 * How an input changes a document. `replace`: it is the complete new state, so that every required field must be
 * present, and null means absent; only references and secrets stay unchanged when they are absent. `merge`: a field that
 * is absent stays unchanged, one that is null is removed (RFC 7396).
 */
export type ChangeMode = 'replace' | 'merge';
type WriteMode = 'create' | ChangeMode;

interface InputField {
  readonly required: boolean;
  /** Whether a replacement without it leaves it unchanged. */
  readonly isKept: boolean;
  parse(value: unknown): { readonly value: unknown } | { readonly message: string };
  /** Returns a stored value as clients see it. */
  toWire(value: unknown): unknown;
}
type InputFields = ReadonlyMap<string, InputField>;

const inputFields = (fields: Fields): readonly [string, InputField][] =>
  Object.entries(fields).map(([name, field]) => [
    name,
    {
      required: field.required,
      isKept: field.kind === 'secret',
      toWire: (value) => wireValue(field, value),
      parse: (value) => {
        const result = field.schema.safeParse(value);
        return result.success
          ? { value: result.data }
          : { message: result.error.issues.map((issue) => issue.message).join(', and ') };
      },
    },
  ]);

const reference = (target: string): InputField => ({
  required: true,
  isKept: true,
  toWire: (value) => value,
  parse: (value) =>
    typeof value === 'string' && value !== '' && value.length <= 200
      ? { value }
      : { message: `must be the _id of ${withArticle(target)}` },
});

function missingFields(fields: InputFields, input: Record<string, unknown>, mode: WriteMode): Issue[] {
  const required = [...fields].filter(([, field]) => field.required);
  return required.flatMap(([field, { isKept }]) => {
    if (mode !== 'merge' && !(mode === 'replace' && isKept))
      return input[field] === undefined || input[field] === null ? [{ field, message: 'is required' }] : [];
    return input[field] === null ? [{ field, message: 'is required and cannot be removed' }] : [];
  });
}

/** Creates the issue of a name that is no field. */
export const unknownField = (field: string, validFields: readonly string[]): Issue => ({
  field,
  message: 'is an unknown field',
  validFields,
});

/** Returns the names in the input of a creation or a change: of fields, and of relations. */
export const inputNames = (definition: Definition): readonly string[] => [
  ...Object.keys(definition.fields),
  ...relationsOf(definition).map(([name]) => name),
];

/** What an input applies to. */
export interface InputContext {
  readonly mode: WriteMode;
  /** The document that is changed. Its own values are valid, even if a new document could not have them. */
  readonly current?: Document;
  /** The number of issues after which the rest of the input is not checked. */
  readonly maxIssues: number;
}

function parseFields(
  fields: InputFields,
  input: unknown,
  { mode, current, maxIssues }: InputContext,
): Outcome<InputValues> {
  if (!isObject(input)) return fail(malformed('the input must be an object with a member for each field'));
  const issues = missingFields(fields, input, mode);
  const set: Record<string, unknown> = {};
  const unset: string[] = [];
  for (const [name, value] of Object.entries(input)) {
    if (issues.length >= maxIssues) break;
    const field = fields.get(name);
    if (field === undefined) issues.push(unknownField(name, [...fields.keys()]));
    else if (value === null && !field.required && !(mode === 'replace' && field.isKept)) unset.push(name);
    else if (value !== null && value !== undefined) {
      const stored = current?.[name];
      const parsed = value === field.toWire(stored) ? { value: stored } : field.parse(value);
      if ('message' in parsed) issues.push({ field: name, message: parsed.message });
      else set[name] = parsed.value;
    }
  }
  return issues.length > 0 ? fail(invalidInput(issues.slice(0, maxIssues))) : succeed({ set, unset });
}

const documentFields = memoize(
  (definition: Definition): InputFields =>
    new Map([
      ...inputFields(definition.fields),
      ...relationsOf(definition).map(([name, { target }]): [string, InputField] => [name, reference(target)]),
    ]),
);
const actionFields = memoize((fields: Fields): InputFields => new Map(inputFields(fields)));

/**
 * Validates the input of a creation or a change: fields by name, references by relation. Fails with an `Invalid`
 * problem that lists the issues, up to `maxIssues`.
 */
export const parseInput = (definition: Definition, input: unknown, context: InputContext): Outcome<InputValues> =>
  parseFields(documentFields(definition), input, context);

/** Validates the input of an action. */
export const parseActionInput = (
  fields: Fields,
  input: unknown,
  { maxIssues }: Pick<InputContext, 'maxIssues'>,
): Outcome<InputValues> => parseFields(actionFields(fields), input, { mode: 'create', maxIssues });
