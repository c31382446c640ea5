import { z } from 'zod';
import type { Definition } from '../resource/definition/definition.ts';
import { relationsOf, type InverseRelation } from '../resource/definition/relations.ts';
import type { Log } from '../util/log.ts';
import { memoize } from '../util/memoize.ts';
import type { HalLink, HalLinks } from './hal-links.ts';
import { nameShape } from './name-shape.ts';
import { locateRelation, withoutPrefix } from './service-links.ts';
import type { MeantServices } from './service-names.ts';

/** A relation that a registered resource adds to the resource `of`. */
const inverse = z.object({
  of: nameShape,
  name: nameShape,
  by: nameShape,
  title: z.string().max(1000),
  description: z.string().max(10_000),
  deprecated: z.string().max(10_000).optional(),
});
type RegisteredInverse = z.infer<typeof inverse>;

/** Returns the relations that a resource adds to others, as the link to its collection in the root tells them. */
export const registeredInverses = (definition: Definition): readonly RegisteredInverse[] =>
  relationsOf(definition).flatMap(([by, { target, inverse: added }]) => {
    if (added === undefined) return [];
    const { name, title, description, deprecated } = added;
    return [{ of: target, name, by, title, description, ...(deprecated !== undefined && { deprecated }) }];
  });

/** A relation that a resource adds to another one. */
interface AddedRelation extends InverseRelation {
  readonly of: string;
}

/** Parses the relations that a resource adds. Invalid ones are left out. */
const inversesOf = (target: string, link: HalLink): readonly AddedRelation[] =>
  [link.inverse ?? []].flat().flatMap((each) => {
    const { data } = inverse.safeParse(each);
    if (data === undefined) return [];
    const { deprecated, ...relation } = data;
    return { ...relation, target, ...(deprecated === undefined ? {} : { deprecated }) };
  });

/**
 * Returns what the services of the system add to each other's resources, in the order of their relations: that of the
 * root changes. Guests add nothing.
 */
const addedRelations = (links: HalLinks, meant: MeantServices): readonly AddedRelation[] =>
  [...links.rels].sort().flatMap((rel) => {
    const resource = withoutPrefix(rel);
    const href = locateRelation(links, resource, meant)?.href;
    const offered = (links.get(rel) ?? []).filter((link) => link.href === href);
    return offered.flatMap((link) => inversesOf(resource, link));
  });

/** The relations of every document, which no resource can add. */
const commonRelations = ['self', 'parent', 'collection', 'edit-form', 'curies'];

/** The relations that other resources add to one, and those that they cannot add, because the name is taken. */
interface InverseRelations {
  readonly added: readonly InverseRelation[];
  readonly rejected: readonly InverseRelation[];
}

function inverseRelationsOf(definition: Definition, links: HalLinks, meant: MeantServices): InverseRelations {
  const { name, fields, relations, actions } = definition;
  const taken = new Set([...commonRelations, ...[fields, relations, actions].flatMap((each) => Object.keys(each))]);
  const added: InverseRelation[] = [];
  const rejected: InverseRelation[] = [];
  for (const { of, ...relation } of addedRelations(links, meant)) {
    if (of !== name) continue;
    (taken.has(relation.name) ? rejected : added).push(relation);
    taken.add(relation.name);
  }
  return { added, rejected };
}

export interface InverseRelationsSettings {
  readonly links: () => HalLinks | undefined;
  readonly meant: MeantServices;
  readonly log: Pick<Log, 'warn'>;
}

/**
 * Returns the function that finds the relations that other resources add to one, in the links of the HAL gateway's root
 * as last read. A name that the resource has, or that another one added first, is not added, and logged once.
 */
export function watchInverseRelations(
  definition: Definition,
  { links, meant, log }: InverseRelationsSettings,
): () => readonly InverseRelation[] {
  const warn = memoize(
    (text: string) => log.warn(`${text}; choose another name for the inverse of its relation`),
    new Map(),
  );
  const find = memoize((current: HalLinks) => {
    const { added, rejected } = inverseRelationsOf(definition, current, meant);
    for (const { target, by, name } of rejected)
      warn(
        `the resource ${target} cannot add "${name}" (by "${by}") to ${definition.name}, which has that name already`,
      );
    return added;
  });
  return () => {
    const current = links();
    return current === undefined ? [] : find(current);
  };
}
