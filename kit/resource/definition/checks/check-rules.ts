import { didYouMean } from '../../../util/did-you-mean.ts';
import { isObject } from '../../../util/is-object.ts';
import type { Definition } from '../definition.ts';
import type { Rule } from '../rules.ts';
import { problemFaults } from './check-problems.ts';
import { documentNames, unknownNames, unknownOptions, type Check } from './faults.ts';

const hooks = ['check', 'claim', 'release', 'prepare', 'isCreationAvailable', 'maintain'] as const;
const options = [...hooks, 'problems', 'on', 'writes', 'allocate'];

const checkHooks = (place: string, rule: Rule): string[] =>
  hooks
    .filter((hook) => rule[hook] !== undefined && typeof rule[hook] !== 'function')
    .map((hook) => `${place}.${hook} is not a function`);

function checkClaim(place: string, { claim, release, writes }: Rule): string[] {
  if ((claim === undefined) !== (release === undefined))
    return [`${place} has only one of claim and release; give both`];
  return writes !== undefined && claim === undefined ? [`${place}.writes is for rules with a claim; leave it out`] : [];
}

/** Finds allocations to a field that clients set, or of values that no unique index keeps apart. */
function checkAllocate(place: string, { allocate, on }: Rule, definition: Definition): string[] {
  if (allocate === undefined) return [];
  if (!isObject(allocate)) return [`${place}.allocate must be an object`];
  const { field } = allocate;
  const hookFaults = (['propose', 'isStillValid'] as const)
    .filter((hook) => typeof allocate[hook] !== 'function')
    .map((hook) => `${place}.allocate.${hook} is not a function`);
  const faults = [
    ...unknownOptions(`${place}.allocate`, allocate, ['field', 'propose', 'isStillValid']),
    ...hookFaults,
  ];
  const candidates = Object.keys(definition.internalFields);
  if (!candidates.includes(field)) {
    const wrong = `${place}.allocate.field: ${JSON.stringify(field)} is no internal field`;
    return [...faults, `${wrong}; ${didYouMean(String(field), candidates)}`];
  }
  if (definition.unique.some(({ fields }) => fields.includes(field))) return faults;
  const fields = [...new Set([...on, field])].map((name) => `'${name}'`).join(', ');
  const advice = `add unique: [{ fields: [${fields}] }]`;
  return [...faults, `${place}.allocate fills ${field}, but no unique combination contains it; ${advice}`];
}

/** Finds rules about fields that do not exist, which would never run, and hooks that are no functions. */
export const checkRules: Check = (definition) => {
  const names = documentNames(definition);
  return definition.rules.flatMap((rule, index) => {
    const place = `rules[${index}]`;
    return [
      ...unknownOptions(place, rule, options),
      ...(rule.on.length === 0 ? [`${place}.on is empty; name the fields that the rule depends on`] : []),
      ...unknownNames(`${place}.on`, rule.on, names),
      ...unknownNames(`${place}.writes.field`, rule.writes === undefined ? [] : [rule.writes.field], names),
      ...checkHooks(place, rule),
      ...checkClaim(place, rule),
      ...checkAllocate(place, rule, definition),
      ...rule.problems.flatMap((kind, at) => problemFaults(`${place}.problems[${at}]`, kind)),
    ];
  });
};
