import { relationsOf, type Inverse, type Relation, type RemovalEffect } from '../relations.ts';
import { checkTexts } from './check-fields.ts';
import { invalidName, relationNameFaults } from './check-names.ts';
import { unknownNames, unknownOptions, type Check } from './faults.ts';

const texts = ['title', 'description', 'deprecated'];
const relationOptions = [...texts, 'target', 'parent', 'createsElsewhere', 'labelField', 'inverse', 'onRemoval'];
const removalEffects: readonly RemovalEffect[] = ['restrict', 'cascade'];

const checkInverse = (place: string, inverse: Inverse): string[] => [
  ...unknownOptions(place, inverse, [...texts, 'name']),
  ...checkTexts(place, inverse),
  ...relationNameFaults(`${place}: name`, inverse.name),
];

const checkRelation = (name: string, relation: Relation): string[] => [
  ...unknownOptions(name, relation, relationOptions),
  ...checkTexts(name, relation),
  ...invalidName(`${name}: the name of the resource`, relation.target),
  ...(relation.inverse === undefined ? [] : checkInverse(`${name}: inverse`, relation.inverse)),
  ...unknownNames(`${name}: onRemoval`, [relation.onRemoval], removalEffects),
];

/** Finds relations to nothing, faults of their inverses, and a second parent. */
export const checkRelations: Check = (definition) => {
  const faults = Object.entries(definition.relations).flatMap(([name, relation]) => checkRelation(name, relation));
  const parents = relationsOf(definition).flatMap(([name, { parent }]) => (parent ? [name] : []));
  if (parents.length < 2) return faults;
  return [...faults, `${parents.join(' and ')} are both the parent; keep parent: true at one of them`];
};
