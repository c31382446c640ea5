import type { Update } from '../../store/port.ts';
import type { Rule } from '../definition/rules.ts';
import type { ResourceRuntime } from '../runtime.ts';
import type { PendingWrite } from './pending-write.ts';

/** The rules whose claims must be released when a document stops holding them. */
export const claimingRules = ({ definition }: ResourceRuntime): readonly Rule[] =>
  definition.rules.filter(({ release }) => release !== undefined);

/** The update that removes a pending write and changes nothing else. */
export const discardUpdate: Update = { $unset: { _intent: true } };

/** The update that confirms a pending write: removes it, and makes what was claimed under its token the document's own. */
export const confirmUpdate = (runtime: ResourceRuntime, { token }: PendingWrite): Update =>
  claimingRules(runtime).length === 0 ? discardUpdate : { ...discardUpdate, $set: { _claim: token } };
