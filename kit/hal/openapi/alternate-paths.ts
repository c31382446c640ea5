import { relationsOf } from '../../resource/definition/relations.ts';
import type { Alternate } from '../../resource/definition/alternates.ts';
import { capitalize } from '../../util/capitalize.ts';
import type { DescribedService } from './described.ts';
import type { PathItem, Paths } from './operations.ts';
import { parameterRefs, pathParameter } from './parameters.ts';
import { conditionalReadResponses, etagHeader, problemRefs, readStatuses, response } from './responses.ts';
import { text, type Schema } from './schema.ts';

const listParameters = parameterRefs('Where', 'Sort', 'MaxResults', 'Page');

interface Place {
  readonly path: string;
  readonly operationId: string;
  readonly parameters: readonly Schema[];
  readonly isList: boolean;
}

const alternatePath = (
  { title, description, type }: Alternate,
  { operationId, parameters, isList }: Place,
): PathItem => ({
  parameters,
  get: {
    operationId,
    summary: title,
    description,
    parameters: [...(isList ? listParameters : []), ...parameterRefs('IfNoneMatch')],
    responses: {
      200: response(description, { [type]: { schema: text } }, etagHeader),
      ...conditionalReadResponses,
      ...problemRefs(parameters.length > 0 ? [...readStatuses, 404] : readStatuses),
    },
  },
});

/** Describes the paths of the alternate representations of documents and lists. */
export function alternatePaths({ definition }: DescribedService): Paths {
  const { name, plural, alternates } = definition;
  const [collection, one, many] = [`/${plural}`, capitalize(name), capitalize(plural)];
  const places: readonly Place[] = [
    { path: collection, operationId: many, parameters: [], isList: true },
    ...relationsOf(definition).map(([relation, { target }]) => ({
      ...{ path: `${collection}/${relation}/{parent}`, operationId: `${many}Of${capitalize(relation)}`, isList: true },
      parameters: [pathParameter('parent', `The \`_id\` of the ${target}.`)],
    })),
    {
      ...{ path: `${collection}/{id}`, operationId: one, isList: false },
      parameters: [pathParameter('id', `The \`_id\` of the ${name}.`)],
    },
  ];
  const entries = alternates.flatMap((alternate) =>
    places.map((place): [string, PathItem] => {
      const operationId = `read${place.operationId}As${alternate.file.split(/[.-]/).map(capitalize).join('')}`;
      return [`${place.path}/${alternate.file}`, alternatePath(alternate, { ...place, operationId })];
    }),
  );
  return Object.fromEntries(entries);
}
