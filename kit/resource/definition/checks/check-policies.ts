import { didYouMean } from '../../../util/did-you-mean.ts';
import { accountResource } from '../../../access/caller.ts';
import type { Policy } from '../../../access/policy.ts';
import type { Definition } from '../definition.ts';
import { relationsOf } from '../relations.ts';
import { unknownNames, unknownOptions, type Check } from './faults.ts';

const verbs = ['read', 'create', 'change', 'remove', 'empty'] as const;

/** Returns the members of documents that can hold the `_id` of an account. */
const ownNames = (definition: Definition): string[] => [
  ...(definition.authenticates === undefined ? [] : ['_id']),
  ...(definition.owned ? ['_owner'] : []),
  ...relationsOf(definition).flatMap(([name, { target }]) => (target === accountResource ? [name] : [])),
];

function checkOwn(place: string, field: string, definition: Definition): string[] {
  const candidates = ownNames(definition);
  if (candidates.includes(field)) return [];
  if (field === '_owner') return [`${place}: own('_owner') needs owned: true`];
  const wrong = JSON.stringify(field);
  return [`${place}: own(${wrong}) names no reference to an account; ${didYouMean(field, candidates)}`];
}

/** Finds the faults of one policy of a definition. */
export function policyFaults(place: string, policy: unknown, definition: Definition): string[] {
  if (policy === undefined) return [`${place} is missing; give a policy such as signedIn or nobody`];
  if (typeof policy !== 'function')
    return [`${place} is not a policy; give a function of the caller, such as signedIn or nobody`];
  const { ownFields = [], faults = [] } = policy as Policy;
  return [
    ...ownFields.flatMap((field) => checkOwn(place, field, definition)),
    ...faults.map((fault) => `${place}: ${fault}`),
  ];
}

/** Finds policies that are missing, no functions, or about fields or roles that do not exist. */
export const checkPolicies: Check = (definition) => {
  const { policies } = definition;
  const names = [...Object.keys(definition.fields), ...relationsOf(definition).map(([name]) => name)];
  const ofFields = Object.entries(policies.fields ?? {});
  return [
    ...unknownOptions('policies', policies, [...verbs, 'fields']),
    ...verbs.flatMap((verb) => policyFaults(`policies.${verb}`, policies[verb], definition)),
    ...unknownNames(
      'policies.fields',
      ofFields.map(([name]) => name),
      names,
    ),
    ...ofFields.flatMap(([name, policy]) => policyFaults(`policies.fields.${name}`, policy, definition)),
  ];
};
