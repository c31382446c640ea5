import type { Definition } from '../resource/definition/definition.ts';
import { didYouMean } from '../util/did-you-mean.ts';
import type { HalLinks } from './hal-links.ts';
import { locateRelation, servicesOffering, servicesWithCollection } from './service-links.ts';
import type { MeantServices } from './service-names.ts';

/** A service whose definition is compared with the services of the system. */
export interface ComparedService {
  /** The name at the gateways. */
  readonly name: string;
  readonly definition: Definition;
  readonly meant: MeantServices;
}

/** Returns the resources that a definition names, each with the place where it does. */
function namedResources({
  relations,
  actions,
  rules,
  views,
  searches,
}: Definition): readonly (readonly [string, string])[] {
  const problems = [...rules, ...Object.values(actions)].flatMap((each) => each.problems);
  const inputs = Object.entries(actions).flatMap(([name, { input }]) =>
    Object.values(input).flatMap(({ valuesFrom }) =>
      valuesFrom === undefined ? [] : [[`actions.${name}`, valuesFrom.resource] as const],
    ),
  );
  return [
    ...Object.entries(relations).map(([name, { target }]) => [name, target] as const),
    ...Object.entries(views).map(([name, { of }]) => [`views.${name}`, of] as const),
    ...Object.entries(searches).map(([name, { of }]) => [`searches.${name}`, of] as const),
    ...Object.entries(actions).flatMap(([name, { yields }]) =>
      yields.map((each) => [`actions.${name}`, each] as const),
    ),
    ...inputs,
    ...problems.flatMap(({ name, extensions }) =>
      Object.values(extensions).flatMap((each) => ('resource' in each ? [[name, each.resource] as const] : [])),
    ),
  ];
}

/** The relations of services that lead to no resource. */
const otherRelations: readonly string[] = ['service', 'token', 'jwks'];

const offeredResources = (links: HalLinks): readonly string[] =>
  links.rels.filter((rel) => !otherRelations.includes(rel) && servicesOffering(links, rel).length > 0);

/** Finds resources that a definition names, and that the services that are meant do not offer. */
function unservedResources(links: HalLinks, { definition, meant }: ComparedService): readonly string[] {
  return namedResources(definition).flatMap(([place, resource]) => {
    if (resource === definition.name || locateRelation(links, resource, meant) !== undefined) return [];
    const others = servicesOffering(links, resource);
    const advice =
      others.length === 0
        ? didYouMean(resource, offeredResources(links))
        : `${others.join(', ')} offers it: if that service is meant, set SERVICE_NAMES`;
    const wrong = `${JSON.stringify(resource)}, which ${meant(resource).join(' or ')} does not offer`;
    return `${definition.name}.${place} names the resource ${wrong}; ${advice}`;
  });
}

/** Finds other services of the system that have the name or the plural of the resource. */
function takenNames(links: HalLinks, { name, definition }: ComparedService): readonly string[] {
  const taken = [
    ['name', definition.name, servicesOffering(links, definition.name)],
    ['plural', definition.plural, servicesWithCollection(links, definition.plural)],
  ] as const;
  return taken.flatMap(([what, value, services]) => {
    const others = services.filter((service) => service !== name);
    return others.length === 0
      ? []
      : `the ${what} ${JSON.stringify(value)} of the resource of ${name} is also that of ${others.join(', ')}; rename one`;
  });
}

/**
 * Compares a service with the services of the system, which the root of the HAL gateway links. Returns a sentence for
 * each resource that nobody serves, and for a name or a plural that another service has.
 */
export const findMismatches = (links: HalLinks, service: ComparedService): readonly string[] => [
  ...new Set([...unservedResources(links, service), ...takenNames(links, service)]),
];
