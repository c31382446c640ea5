import { anonymous, root } from '../../../kit/access/caller.ts';
import type { Definition } from '../../../kit/resource/definition/definition.ts';
import type { Field } from '../../../kit/resource/fields/index.ts';
import { enumValue } from '../../../kit/util/enum-value.ts';
import { sampleFields, sampleSecrets, variantOf } from '../../support/samples.ts';
import type { ContractChange, ContractPlan } from './contract-context.ts';

/** Texts that are equal in NFC, with which the contract tests unique texts. */
const decomposed = 'A\u030angstro\u0308m 1';

/** Chooses a change of a field, one that no rule depends on if there is one; undefined if root may change none. */
function changeOf({ fields, policies, rules }: Definition): ContractChange | undefined {
  if (policies.change(root) === false) return undefined;
  const changeable = Object.entries(fields).filter(
    ([name, { kind, unique }]) => kind !== 'secret' && !unique && policies.fields?.[name]?.(root) !== false,
  );
  const independent = changeable.filter(([name]) => !rules.some(({ on }) => on.includes(name)));
  const [chosen] = [...independent, ...changeable];
  if (chosen === undefined) return undefined;
  const [name, field] = chosen;
  return { field: name, value: variantOf(field, 2), invalidValue: field.kind === 'text' ? 7 : 'not valid' };
}

const isUniqueText = ({ kind, unique, schema }: Field): boolean =>
  kind === 'text' && unique && schema.safeParse(decomposed).success;

/** Returns the plan for a resource, with samples from the kinds and the examples of its fields. */
export function planOf(definition: Definition): Omit<ContractPlan, 'store'> {
  const { name, plural, fields } = definition;
  const secrets = sampleSecrets(definition);
  const change = changeOf(definition);
  const uniqueText = Object.keys(fields).find((each) => fields[each] !== undefined && isUniqueText(fields[each]));
  const toGraphql = (field: string, value: unknown): unknown =>
    fields[field]?.kind === 'choice' && typeof value === 'string' ? enumValue(value) : value;
  return {
    name,
    plural,
    sample: (index) => ({ ...sampleFields(definition, index + 1), ...secrets }),
    toGraphql: (values) =>
      Object.fromEntries(Object.entries(values).map(([field, value]) => [field, toGraphql(field, value)])),
    isPublic: definition.policies.read(anonymous) !== false,
    hidden: Object.keys(secrets),
    ...(change === undefined ? {} : { change }),
    ...(uniqueText === undefined ? {} : { uniqueText }),
  };
}
