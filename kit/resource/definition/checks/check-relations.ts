import type { Definition } from '../definition.ts';
import { referrerNames, relationsOf, type Inverse, type Relation, type RemovalEffect } from '../relations.ts';
import { checkTexts } from './check-fields.ts';
import { invalidName, relationNameFaults } from './check-names.ts';
import { unknownNames, unknownOptions, type Check } from './faults.ts';

const texts = ['title', 'description', 'deprecated'];
const relationOptions = [...texts, 'target', 'parent', 'createsElsewhere', 'labelField', 'inverse', 'onRemoval'];
const removalEffects: readonly RemovalEffect[] = ['restrict', 'cascade'];

const checkInverse = (place: string, inverse: Inverse): string[] => [
  ...unknownOptions(place, inverse, [...texts, 'name', 'plural']),
  ...checkTexts(place, inverse),
  ...relationNameFaults(`${place}: name`, inverse.name),
  ...(inverse.plural === undefined ? [] : relationNameFaults(`${place}: plural`, inverse.plural)),
];

const checkRelation = (name: string, relation: Relation): string[] => [
  ...unknownOptions(name, relation, relationOptions),
  ...checkTexts(name, relation),
  ...invalidName(`${name}: the name of the resource`, relation.target),
  ...(relation.inverse === undefined ? [] : checkInverse(`${name}: inverse`, relation.inverse)),
  ...unknownNames(`${name}: onRemoval`, [relation.onRemoval], removalEffects),
];

/** Returns the names that a relation adds to its target: of a relation in HAL, of a list in GraphQL. */
export function addedNames(definition: Definition, { target, inverse }: Relation): readonly string[] {
  const { name, plural } = referrerNames(definition, { inverse });
  return [...(inverse === undefined ? [] : [name]), ...(target === definition.name ? [] : [plural])];
}

/** Finds pairs of relations that add the same name to their target. */
function checkAddedNames(definition: Definition): string[] {
  const relations = relationsOf(definition);
  return relations.flatMap(([later, relation], index) => {
    const { target } = relation;
    const names = addedNames(definition, relation);
    return relations.slice(0, index).flatMap(([earlier, other]) => {
      const name = addedNames(definition, other).find((each) => other.target === target && names.includes(each));
      return name === undefined
        ? []
        : [`${earlier} and ${later} both add ${name} to ${target}; give one of them an inverse with another name`];
    });
  });
}

/** Finds relations to nothing, faults of their inverses, a second parent, and names that two of them would add. */
export const checkRelations: Check = (definition) => {
  const faults = [
    ...Object.entries(definition.relations).flatMap(([name, relation]) => checkRelation(name, relation)),
    ...checkAddedNames(definition),
  ];
  const parents = relationsOf(definition).flatMap(([name, { parent }]) => (parent ? [name] : []));
  if (parents.length < 2) return faults;
  return [...faults, `${parents.join(' and ')} are both the parent; keep parent: true at one of them`];
};
