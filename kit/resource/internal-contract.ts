import type { z } from 'zod';

/**
 * An operation that a resource provides to other services: `POST {collection}/_{name}`. The service that implements it
 * and those that invoke it share the contract. The input is validated where it is received, and the output likewise.
 */
export interface InternalContract<Input = unknown, Output = unknown> {
  /** The name of the resource whose service implements the operation. */
  readonly resource: string;
  readonly name: string;
  readonly input: z.ZodType<Input>;
  readonly output: z.ZodType<Output>;
}

/**
 * Defines the contract of an internal operation. Internal operations are idempotent.
 * @example
 * export const countLoans = defineInternal({
 *   resource: 'book',
 *   name: 'loans',
 *   input: z.object({ shelf: z.string() }),
 *   output: z.object({ count: z.number().int() }),
 * });
 * // In the definition of the book: internal: [implementInternal(countLoans, async ({ shelf }, { documents }) => …)]
 * // In another service: await remote.invoke(countLoans, { shelf })
 */
export const defineInternal = <Input, Output>(
  contract: InternalContract<Input, Output>,
): InternalContract<Input, Output> => Object.freeze(contract);
