import type { z } from 'zod';

/** All kinds of field. Each face handles every one of them. */
export type FieldKind =
  | 'text'
  | 'url'
  | 'email'
  | 'integer'
  | 'decimal'
  | 'boolean'
  | 'date'
  | 'time'
  | 'dateTime'
  | 'duration'
  | 'choice'
  | 'secret';

/** A value as clients send and see it. */
export type WireValue = string | number | boolean;

/** One field of a resource: its valid values and its documentation. Immutable. */
export interface Field<T = unknown, Required extends boolean = boolean> {
  readonly kind: FieldKind;
  readonly title: string;
  readonly description: string;
  /** Marks the field as deprecated: the reason and the replacement. */
  readonly deprecated?: string;
  /** Parses a client's value to the one that is stored. Its error messages say what is expected. */
  readonly schema: z.ZodType<T>;
  readonly required: Required;
  /** Whether no two documents of the resource have the same value. */
  readonly unique: boolean;
  /** Returns a stored value as clients see it; undefined if they see it as it is stored. */
  readonly toWire: ((value: unknown) => WireValue) | undefined;
  /** The member of a stored value by which values are compared and sorted; undefined if it is the value itself. */
  readonly comparedBy: 'at' | undefined;
  /** Returns the form in which two values of a unique text are compared; undefined if it is the text itself. */
  readonly comparedAs: ((value: string) => string) | undefined;
  /** The values of a `choice`, in order. */
  readonly options: readonly string[];
  /** A regular expression (ECMA-262) that every text matches that is sent as a value. */
  readonly pattern: string | undefined;
  /** The field of another resource whose values are the valid values of this field. */
  readonly valuesFrom: FieldReference | undefined;
  /** An example for documentation, as clients send it; derived from the kind by default. */
  readonly example: WireValue | undefined;
  /** The bounds shown in forms and API descriptions: lengths of texts, URLs, addresses and secrets, values of an integer. */
  readonly bounds: { readonly min?: number; readonly max?: number };
  /** The limits of a decimal; undefined for other kinds. */
  readonly decimal: DecimalLimits | undefined;
  /** Returns the field as an optional one. */
  optional(): Field<T, false>;
  /** Returns the field with the constraint that no two documents have the same value. */
  distinct(): Field<T, Required>;
}

/** The limits of a decimal. */
export interface DecimalLimits {
  /** The greatest number of digits, those after the point included; at most 34. */
  readonly digits: number;
  /** The greatest number of digits after the point. */
  readonly scale: number;
  /** The least value, as text. */
  readonly min?: string;
  /** The greatest value, as text. */
  readonly max?: string;
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
export interface FieldDocumentation<T extends WireValue> extends DisplayText {
  readonly example?: T;
}

/** The names of all properties of fields. */
export const fieldProperties: readonly string[] = Object.keys({
  ...{ kind: true, title: true, description: true, deprecated: true, schema: true, required: true, unique: true },
  ...{ toWire: true, comparedBy: true, comparedAs: true, options: true, pattern: true, valuesFrom: true },
  ...{ example: true, bounds: true, decimal: true, optional: true, distinct: true },
} satisfies Record<keyof Field, true>);

type Properties<T> = Pick<Field<T>, 'kind' | 'title' | 'description' | 'schema'> &
  Partial<Omit<Field<T>, 'kind' | 'title' | 'description' | 'schema' | 'required' | 'optional' | 'distinct'>>;

function makeField<T, Required extends boolean>(properties: Properties<T>, required: Required): Field<T, Required> {
  return Object.freeze({
    unique: false,
    toWire: undefined,
    comparedBy: undefined,
    comparedAs: undefined,
    options: [],
    pattern: undefined,
    valuesFrom: undefined,
    example: undefined,
    bounds: {},
    decimal: undefined,
    ...properties,
    required,
    optional: () => makeField(properties, false),
    distinct: () => makeField({ ...properties, unique: true }, required),
  });
}

/** Creates a required field. */
export const define = <T>(properties: Properties<T>): Field<T, true> => makeField(properties, true);
