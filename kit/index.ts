/** The public entry of the kit: everything that a resource's author uses. Resources import nothing else of the kit. */
export { rootName, type Caller } from './access/caller.ts';
export { anyone, either, nobody, own, roles, signedIn, type Policy } from './access/policy.ts';
export {
  defineResource,
  toMany,
  toOne,
  type Action,
  type Context,
  type InternalOperation,
  type Known,
  type Metadata,
  type Rule,
  type RuleContext,
} from './resource/definition.ts';
export {
  boolean,
  calendarDate,
  choice,
  durationSeconds,
  fixedDuration,
  integer,
  localTime,
  secret,
  text,
  type Fields,
} from './resource/fields.ts';
export { rememberedMs } from './resource/journal.ts';
export { thereFilter } from './resource/pending-write.ts';
export {
  defineProblem,
  fail,
  invalid,
  invalidBecause,
  malformed,
  missingReference,
  notAllowed,
  succeed,
  unavailable,
  type Outcome,
  type Problem,
} from './resource/problems.ts';
export type { Peers, Standing } from './resource/remote-resources.ts';
export { passing, patiently } from './resource/retry.ts';
export type { Collection, Filter, Stored } from './store/port.ts';
export { coalescing } from './util/coalesce.ts';
