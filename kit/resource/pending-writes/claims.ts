import type { Update } from '../../store/port.ts';
import type { Rule } from '../definition/rules.ts';
import type { ResourceRuntime } from '../runtime.ts';
import type { PendingWrite } from './pending-write.ts';

/** Returns the rules whose claims must be released when a document no longer needs them. */
export const claimingRules = ({ definition }: ResourceRuntime): readonly Rule[] =>
  definition.rules.filter(({ release }) => release !== undefined);

/** The update that discards a pending write and changes nothing else. */
export const discardUpdate: Update = { $unset: { _intent: true } };

/**
 * Returns the update that confirms a pending write: it removes the pending write and adopts the claims of its token.
 */
export const confirmUpdate = (runtime: ResourceRuntime, { token }: PendingWrite): Update =>
  claimingRules(runtime).length === 0 ? discardUpdate : { ...discardUpdate, $set: { _claim: token } };
