/** The public entry of the kit: everything that resource authors use. Resources import the kit only from here. */
export { rootName, type Caller } from './access/caller.ts';
export { anyone, anyOf, defineRoles, nobody, own, signedIn, type Policy } from './access/policy.ts';
export { defineResource } from './resource/definition/define-resource.ts';
export { toOne, type ParentReferences } from './resource/definition/relations.ts';
export type { Action } from './resource/definition/actions.ts';
export type { OperationContext } from './resource/definition/context.ts';
export type { Alternate } from './resource/definition/alternates.ts';
export type { Search } from './resource/definition/searches.ts';
export type { View, ViewSubject } from './resource/definition/views.ts';
export type { Rule, RuleContext } from './resource/definition/rules.ts';
export { implementInternal, type InternalOperation } from './resource/definition/internal-operation.ts';
export { defineInternal } from './resource/internal-contract.ts';
export type { DocumentOf } from './resource/definition/documents.ts';
export {
  boolean,
  calendarDate,
  choice,
  dateTime,
  decimal,
  durationSeconds,
  email,
  fixedDuration,
  integer,
  localTime,
  secret,
  text,
  timeZone,
  url,
  type Fields,
  type Infer,
} from './resource/fields/index.ts';
export { retentionMs } from './resource/journal.ts';
export { committedFilter, pendingCreationFilter } from './resource/pending-writes/pending-write.ts';
export { defineProblem, fail, succeed, type Outcome, type Problem } from './resource/problems.ts';
export {
  invalid,
  invalidInput,
  malformed,
  missingReference,
  notAllowed,
  unavailable,
} from './resource/common-problems.ts';
export type { RemoteDocument, RemoteResources, ReferenceState } from './resource/remote-resources.ts';
export { findByUniqueText } from './resource/unique-keys.ts';
export { transient, withRetry } from './resource/retry.ts';
export type { Collection, Filter, Stored } from './store/port.ts';
export { Decimal } from './util/decimal.ts';
export { coalesce } from './util/coalesce.ts';
export { appearanceOf, controlCharacters, usernameKey } from './util/precis.ts';
export { memoize } from './util/memoize.ts';
export { paceReads, sharedReadPace, type PacedReads } from './util/pace-reads.ts';
export type { OffsetDateTime } from './util/offset-date-time.ts';
