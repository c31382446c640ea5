import type { z } from 'zod';

/** All kinds of field. Each face handles every one of them. */
export type FieldKind = 'text' | 'integer' | 'boolean' | 'date' | 'time' | 'duration' | 'choice' | 'secret';

/** One field of a resource: its valid values and its documentation. Immutable. */
export interface Field<T = unknown, Required extends boolean = boolean> {
  readonly kind: FieldKind;
  readonly title: string;
  readonly description: string;
  /** Marks the field as deprecated: the reason and the replacement. */
  readonly deprecated?: string;
  /** Parses a client's value. Its error messages say what is expected. */
  readonly schema: z.ZodType<T>;
  readonly required: Required;
  /** Whether no two documents of the resource have the same value. */
  readonly unique: boolean;
  /** Returns the form in which two values of a unique text are compared; undefined for other kinds. */
  readonly comparedAs: ((value: string) => string) | undefined;
  /** The values of a `choice`, in order. */
  readonly options: readonly string[];
  /** A regular expression (ECMA-262) that every value of a text, a secret, a date, a time or a duration matches. */
  readonly pattern: string | undefined;
  /** The field of another resource whose values are the valid values of this field. */
  readonly valuesFrom: FieldReference | undefined;
  /** An example for documentation; derived from the kind by default. */
  readonly example: T | undefined;
  /** The bounds shown in forms and API descriptions: lengths of a text, values of an integer. */
  readonly bounds: { readonly min?: number; readonly max?: number };
  /** Returns the field as an optional one. */
  optional(): Field<T, false>;
  /** Returns the field with the constraint that no two documents have the same value. */
  distinct(): Field<T, Required>;
}

/** Names a field of a resource. */
export interface FieldReference {
  readonly resource: string;
  readonly field: string;
}

export type Fields = Readonly<Record<string, Field>>;

/** The documentation of a field, a relation or an action. */
export interface DisplayText {
  readonly title: string;
  readonly description: string;
  /** Marks it as deprecated: the reason and the replacement. */
  readonly deprecated?: string;
}

/** The documentation of a field. */
export interface FieldDocumentation<T> extends DisplayText {
  readonly example?: T;
}

/** The names of all properties of fields. */
export const fieldProperties = [
  ...(['kind', 'title', 'description', 'deprecated', 'schema', 'required', 'unique', 'comparedAs', 'options'] as const),
  ...(['pattern', 'valuesFrom', 'example', 'bounds', 'optional', 'distinct'] as const),
] satisfies readonly (keyof Field)[];

type Properties<T> = Pick<Field<T>, 'kind' | 'title' | 'description' | 'schema'> &
  Partial<
    Pick<Field<T>, 'deprecated' | 'unique' | 'comparedAs' | 'options' | 'pattern' | 'valuesFrom' | 'example' | 'bounds'>
  >;

function makeField<T, Required extends boolean>(properties: Properties<T>, required: Required): Field<T, Required> {
  return Object.freeze({
    unique: false,
    comparedAs: undefined,
    options: [],
    pattern: undefined,
    valuesFrom: undefined,
    example: undefined,
    bounds: {},
    ...properties,
    required,
    optional: () => makeField(properties, false),
    distinct: () => makeField({ ...properties, unique: true }, required),
  });
}

/** Creates a required field. */
export const define = <T>(properties: Properties<T>): Field<T, true> => makeField(properties, true);
