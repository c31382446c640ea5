import { relationsOf } from '../../kit/resource/definition/relations.ts';
import type { Definition } from '../../kit/resource/definition/definition.ts';

/** A resource and what it refers to. */
type Referring = Pick<Definition, 'name' | 'relations'>;

const refersTo = (one: Referring, other: Referring): boolean =>
  one !== other && relationsOf(one).some(([, { target }]) => target === other.name);

/**
 * Returns resources in an order in which all of their documents can be removed: those that refer to others before them.
 * Of resources that refer to each other, the first given comes first.
 */
export function removalOrder<R extends Referring>(resources: readonly R[]): readonly R[] {
  const [first] = resources;
  if (first === undefined) return [];
  const next = resources.find((one) => !resources.some((other) => refersTo(other, one))) ?? first;
  return [next, ...removalOrder(resources.filter((resource) => resource !== next))];
}
