import { toOneRelations, type Relation } from '../relations.ts';
import { checkTexts } from './check-fields.ts';
import { invalidName } from './check-names.ts';
import { unknownOptions, type Check } from './faults.ts';

const optionsOf = {
  one: ['title', 'description', 'deprecated', 'cardinality', 'target', 'parent', 'createsElsewhere', 'labelField'],
  many: ['title', 'description', 'deprecated', 'cardinality', 'target', 'by', 'onRemoval'],
} as const;

const checkRelation = (name: string, relation: Relation): string[] => [
  ...unknownOptions(name, relation, optionsOf[relation.cardinality]),
  ...checkTexts(name, relation),
  ...invalidName(`${name}: the name of the resource`, relation.target),
  ...(relation.cardinality === 'many' ? invalidName(`${name}: by`, relation.by) : []),
];

/** Finds relations to nothing or by nothing, and a second parent. */
export const checkRelations: Check = (definition) => {
  const faults = Object.entries(definition.relations).flatMap(([name, relation]) => checkRelation(name, relation));
  const parents = toOneRelations(definition).flatMap(([name, { parent }]) => (parent ? [name] : []));
  if (parents.length < 2) return faults;
  return [...faults, `${parents.join(' and ')} are both the parent; keep parent: true at one of them`];
};
