import type { Definition } from '../definition.ts';
import type { Search } from '../searches.ts';
import { checkTexts, fieldFaults } from './check-fields.ts';
import { invalidName, relationNameFaults } from './check-names.ts';
import { repeated, unknownOptions, type Check } from './faults.ts';

const options = ['of', 'query', 'title', 'description', 'deprecated', 'input', 'find'];
/** Link relations of every list, and parameters of every search. */
const listRelations = ['item', 'search', 'create-form', 'first', 'prev', 'next', 'last', 'changes', 'alternate'];
const ownParameters = ['page', 'max_results', 'embed', 'pretty', 'first'];

function checkName(place: string, name: string, { relations, views }: Definition): string[] {
  if (listRelations.includes(name)) return [`${place} is a reserved name for searches: choose another one`];
  if (Object.hasOwn(relations, name) || Object.hasOwn(views, name))
    return [`${place} has the name of a relation or a view, and so its path; rename it`];
  return relationNameFaults(place, name);
}

const checkInput = (place: string, input: Search['input']): string[] => [
  ...Object.entries(input).flatMap(([name, { kind }]) => [
    ...(ownParameters.includes(name) ? [`${place}.${name} is a parameter of every search; rename it`] : []),
    ...invalidName(`${place}.${name}`, name),
    ...(kind === 'choice' || kind === 'secret' ? [`${place}.${name} is a ${kind}, which no search takes`] : []),
  ]),
  ...fieldFaults(`${place}.`, input),
];

/** Finds the faults of each search, and two queries of one name. */
export const checkSearches: Check = (definition) => {
  const searches = Object.entries(definition.searches);
  const own = new Set([definition.name, definition.plural, 'viewer']);
  const queries = repeated([...own, ...searches.map(([, { query }]) => query)]);
  return [
    ...searches.flatMap(([name, search]) => {
      const place = `searches.${name}`;
      const isOwn = search.of === definition.name;
      return [
        ...unknownOptions(place, search, options),
        ...checkTexts(place, search),
        ...checkName(place, name, definition),
        ...invalidName(`${place}.of`, search.of),
        ...invalidName(`${place}.query`, search.query),
        ...(isOwn ? [`${place}.of is the resource itself; a search is for documents of another resource`] : []),
        ...checkInput(`${place}.input`, search.input),
      ];
    }),
    ...queries.map((query) => `searches: there are two queries ${query}; rename the search's`),
  ];
};
