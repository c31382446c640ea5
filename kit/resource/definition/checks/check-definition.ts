import type { Definition } from '../definition.ts';
import { checkActions } from './check-actions.ts';
import { checkFields } from './check-fields.ts';
import { checkGraphqlTypes } from './check-graphql-types.ts';
import { checkInternal } from './check-internal.ts';
import { checkNames } from './check-names.ts';
import { checkPolicies } from './check-policies.ts';
import { checkRelations } from './check-relations.ts';
import { checkRules } from './check-rules.ts';
import { checkAuthentication, checkUnique } from './check-unique.ts';
import type { Check } from './faults.ts';
import { checkAlternates } from './check-alternates.ts';
import { checkSearches } from './check-searches.ts';
import { checkViews } from './check-views.ts';
import { checkShape, withShape } from './shape.ts';

/** The checks of a definition whose options have the right shape. */
const checks: readonly Check[] = [
  ...[checkNames, checkFields, checkRelations, checkUnique, checkAuthentication],
  ...[checkPolicies, checkRules, checkActions, checkInternal, checkViews, checkSearches, checkAlternates],
];

/** Finds all faults of a definition: sentences that begin with the resource and the place in its definition. */
export function faultsOf(definition: Definition): readonly string[] {
  const shaped = withShape(definition);
  const faults = [...checkShape(definition), ...checks.flatMap((check) => check(shaped))];
  // The names of types are derived from the parts above: a fault of those would be reported twice.
  const all = faults.length > 0 ? faults : checkGraphqlTypes(shaped);
  return all.map((fault) => `${String(definition.name)}.${fault}`);
}
