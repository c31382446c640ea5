import type { Stored } from '../../store/port.ts';
import type { InternalContract } from '../internal-contract.ts';
import { parseInternalInput } from '../parse-internal-input.ts';
import type { Outcome } from '../problems.ts';
import type { Document } from './documents.ts';
import type { RuleContext } from './rules.ts';

/** The implementation of an internal operation. Other services call it under their own identity. */
export interface InternalOperation<D extends Stored = Document> {
  readonly contract: InternalContract;
  readonly run: (input: unknown, context: RuleContext<D>) => Promise<Outcome<unknown>>;
}

/** Implements the contract of an internal operation. Fails with `Malformed` if another service sends another input. */
export const implementInternal = <D extends Stored, Input, Output>(
  contract: InternalContract<Input, Output>,
  run: (input: Input, context: RuleContext<D>) => Promise<Outcome<Output>>,
): InternalOperation<D> => ({
  contract,
  run: async (input, context) => {
    const parsed = parseInternalInput(contract.input, input);
    return parsed.ok ? run(parsed.value, context) : parsed;
  },
});
