import type { Field, Fields } from './field.ts';

type RequiredKeys<F extends Fields> = { [K in keyof F]: F[K] extends Field<unknown, true> ? K : never }[keyof F];
type ValueOf<X> = X extends Field<infer T> ? T : never;
type Flat<T> = { [K in keyof T]: T[K] } & {};

/** The type of the values of these fields in a document. */
export type Infer<F extends Fields> = Flat<
  { readonly [K in RequiredKeys<F>]: ValueOf<F[K]> } & {
    readonly [K in Exclude<keyof F, RequiredKeys<F>>]?: ValueOf<F[K]>;
  }
>;
