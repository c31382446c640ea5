import { z } from 'zod';
import { noAdditions, type AddedSearch, type AddedView, type Additions } from '../resource/definition/additions.ts';
import type { Definition } from '../resource/definition/definition.ts';
import { relationsOf, type InverseRelation } from '../resource/definition/relations.ts';
import { searchesOf } from '../resource/definition/searches.ts';
import { viewsOf } from '../resource/definition/views.ts';
import type { DisplayText } from '../resource/fields/index.ts';
import type { Log } from '../util/log.ts';
import { memoize } from '../util/memoize.ts';
import type { HalLinks } from './hal-links.ts';
import { nameShape } from './name-shape.ts';
import { locateRelation, withoutPrefix } from './service-links.ts';
import type { MeantServices } from './service-names.ts';

const texts = {
  of: nameShape,
  name: nameShape,
  title: z.string().max(1000),
  description: z.string().max(10_000),
  deprecated: z.string().max(10_000).optional(),
};
/** A relation, a view, and a search that a registered resource adds to the resource `of`. */
const inverse = z.object({ ...texts, by: nameShape });
const view = z.object(texts);
const search = z.object({ ...texts, parameters: z.array(nameShape).max(100) });
type RegisteredInverse = z.infer<typeof inverse>;
type RegisteredView = z.infer<typeof view>;
type RegisteredSearch = z.infer<typeof search>;

const textsOf = ({ title, description, deprecated }: DisplayText) => ({
  title,
  description,
  ...(deprecated !== undefined && { deprecated }),
});

function registeredInverses(definition: Definition): readonly RegisteredInverse[] {
  return relationsOf(definition).flatMap(([by, { target, inverse: added }]) =>
    added === undefined ? [] : [{ of: target, name: added.name, by, ...textsOf(added) }],
  );
}

const registeredViews = (definition: Definition): readonly RegisteredView[] =>
  viewsOf(definition).map(([name, added]) => ({ of: added.of, name, ...textsOf(added) }));

const registeredSearches = (definition: Definition): readonly RegisteredSearch[] =>
  searchesOf(definition).map(([name, added]) => ({
    ...{ of: added.of, name, ...textsOf(added) },
    parameters: Object.keys(added.input),
  }));

/** Returns what a resource adds to others, as members of the link to its collection in the root. */
export function registeredAdditions(definition: Definition): {
  readonly inverse?: readonly RegisteredInverse[];
  readonly views?: readonly RegisteredView[];
  readonly searches?: readonly RegisteredSearch[];
} {
  const inverses = registeredInverses(definition);
  const [views, searches] = [registeredViews(definition), registeredSearches(definition)];
  return {
    ...(inverses.length > 0 && { inverse: inverses }),
    ...(views.length > 0 && { views }),
    ...(searches.length > 0 && { searches }),
  };
}

/** Something that a resource adds to the resource `of`. */
type Added<T> = T & { readonly of: string };

/** Parses what a resource adds. Invalid entries are left out. */
const parseAdded = <T extends RegisteredView>(shape: z.ZodType<T>, values: unknown, target: string) =>
  [values ?? []].flat().flatMap((each) => {
    const { data } = shape.safeParse(each);
    if (data === undefined) return [];
    const { deprecated, ...addition } = data;
    return { ...addition, target, ...(deprecated === undefined ? {} : { deprecated }) };
  });

interface AddedByServices {
  readonly inverseRelations: readonly Added<InverseRelation>[];
  readonly views: readonly Added<AddedView>[];
  readonly searches: readonly Added<AddedSearch>[];
}

/**
 * Returns what the services of the system add to each other's resources, in the order of their relations: that of the
 * root changes. Guests add nothing.
 */
function addedByServices(links: HalLinks, meant: MeantServices): AddedByServices {
  const collections = [...links.rels].sort().flatMap((rel) => {
    const resource = withoutPrefix(rel);
    const href = locateRelation(links, resource, meant)?.href;
    return (links.get(rel) ?? []).filter((link) => link.href === href).map((link) => ({ resource, link }));
  });
  return {
    inverseRelations: collections.flatMap(({ resource, link }) => parseAdded(inverse, link.inverse, resource)),
    views: collections.flatMap(({ resource, link }) => parseAdded(view, link.views, resource)),
    searches: collections.flatMap(({ resource, link }) => parseAdded(search, link.searches, resource)),
  };
}

/** The relations of every document, which no resource can add. */
const commonRelations = ['alternate', 'self', 'parent', 'collection', 'edit-form', 'curies'];

/** Splits what is added to a resource by whether its name is free there. The first one has the name. */
function split<T extends { readonly of: string; readonly name: string }>(
  all: readonly T[],
  { resource, taken }: { readonly resource: string; readonly taken: Set<string> },
): { readonly added: readonly Omit<T, 'of'>[]; readonly rejected: readonly Omit<T, 'of'>[] } {
  const added: Omit<T, 'of'>[] = [];
  const rejected: Omit<T, 'of'>[] = [];
  for (const { of, ...addition } of all) {
    if (of !== resource) continue;
    (taken.has(addition.name) ? rejected : added).push(addition);
    taken.add(addition.name);
  }
  return { added, rejected };
}

/** The relations of every list, which no resource can add. */
const listRelations = [
  'alternate',
  'self',
  'parent',
  'item',
  'search',
  'create-form',
  'first',
  'prev',
  'next',
  'last',
  'curies',
];

/** What other resources add to one, and why they cannot add the rest. */
interface FoundAdditions {
  readonly additions: Additions;
  readonly rejected: readonly string[];
}

function findAdditions(definition: Definition, links: HalLinks, meant: MeantServices): FoundAdditions {
  const { name: resource, fields, relations, actions } = definition;
  const taken = new Set([...commonRelations, ...[fields, relations, actions].flatMap((each) => Object.keys(each))]);
  const all = addedByServices(links, meant);
  const inverses = split(all.inverseRelations, { resource, taken });
  const views = split(all.views, { resource, taken });
  const searches = split(all.searches, { resource, taken: new Set(listRelations) });
  return {
    additions: { inverseRelations: inverses.added, views: views.added, searches: searches.added },
    rejected: [
      ...inverses.rejected.map(({ target, name, by }) => `the resource ${target} cannot add "${name}" (by "${by}")`),
      ...views.rejected.map(({ target, name }) => `the resource ${target} cannot add the view "${name}"`),
      ...searches.rejected.map(({ target, name }) => `the resource ${target} cannot add the search "${name}"`),
    ],
  };
}

export interface AdditionsSettings {
  readonly links: () => HalLinks | undefined;
  readonly meant: MeantServices;
  readonly log: Pick<Log, 'warn'>;
}

/**
 * Returns the function that finds what other resources add to one, in the links of the HAL gateway's root as last read.
 * A name that the resource has, or that another one added first, is not added, and logged once.
 */
export function watchAdditions(definition: Definition, { links, meant, log }: AdditionsSettings): () => Additions {
  const warn = memoize(
    (text: string) => log.warn(`${text} to ${definition.name}, which has that name already; choose another one`),
    new Map(),
  );
  const find = memoize((current: HalLinks) => {
    const { additions, rejected } = findAdditions(definition, current, meant);
    rejected.forEach(warn);
    return additions;
  });
  return () => {
    const current = links();
    return current === undefined ? noAdditions : find(current);
  };
}
