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

/** Finds rules about fields that do not exist, which would never run, and hooks that are no functions. */
export const checkRules: Check = (definition) => {
  const names = documentNames(definition);
  return definition.rules.flatMap((rule, index) => {
    const place = `rules[${index}]`;
    return [
      ...unknownOptions(place, rule, options),
      ...unknownNames(`${place}.on`, rule.on, names),
      ...unknownNames(`${place}.writes.field`, rule.writes === undefined ? [] : [rule.writes.field], names),
      ...checkHooks(place, rule),
      ...checkClaim(place, rule),
      ...rule.problems.flatMap((kind, at) => problemFaults(`${place}.problems[${at}]`, kind)),
    ];
  });
};
