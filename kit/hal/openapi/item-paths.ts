import type { Definition } from '../../resource/definition/definition.ts';
import { withArticle } from '../../util/article.ts';
import { capitalize } from '../../util/capitalize.ts';
import { actionPaths } from './action-paths.ts';
import { changesPath } from './changes-path.ts';
import type { DescribedService } from './described.ts';
import { formPath } from './form-path.ts';
import { itemName, newName, patchName } from './names.ts';
import { inputTypes, patchTypes, requestBody, type Operation, type PathItem, type Paths } from './operations.ts';
import { itemParameters, parameterRefs, pathParameter } from './parameters.ts';
import {
  changeStatuses,
  etagHeader,
  halContent,
  conditionalReadResponses,
  lastModifiedHeader,
  readStatuses,
  problemRefs,
  response,
} from './responses.ts';
import { schemaRef, type Schema } from './schema.ts';

/** Describes the path of one document. */
function itemPath(definition: Definition): PathItem {
  const { name } = definition;
  const [singular, schema] = [capitalize(name), schemaRef(itemName(name))];
  const representation = response(`The ${name}.`, halContent(schema), etagHeader);
  const change = (operationId: string, summary: string, body: Schema): Operation => ({
    operationId,
    summary,
    parameters: parameterRefs('IfMatch', 'IfNoneMatch', 'Prefer', 'Embed', 'Projection'),
    requestBody: body,
    responses: {
      200: representation,
      204: response(`The ${name} was changed.`, undefined, etagHeader),
      ...problemRefs(changeStatuses),
    },
  });
  return {
    parameters: [pathParameter('id', `The \`_id\` of the ${name}.`)],
    get: {
      operationId: `read${singular}`,
      summary: `Read one ${name}`,
      parameters: itemParameters,
      responses: {
        200: { ...representation, headers: { ...etagHeader, ...lastModifiedHeader } },
        ...conditionalReadResponses,
        ...problemRefs([...readStatuses, 404]),
      },
    },
    put: change(
      `replace${singular}`,
      `Replace ${withArticle(name)}`,
      requestBody(schemaRef(newName(definition)), inputTypes),
    ),
    patch: change(
      `change${singular}`,
      `Change ${withArticle(name)} by a merge patch (RFC 7396)`,
      requestBody(schemaRef(patchName(definition)), patchTypes),
    ),
    delete: {
      operationId: `remove${singular}`,
      summary: `Remove ${withArticle(name)}`,
      parameters: parameterRefs('IfMatch', 'IfNoneMatch', 'Cascade'),
      responses: {
        200: response(`The ${name} was removed.`, halContent(schemaRef('Deleted'))),
        ...problemRefs([...readStatuses, 404, 409, 412, 428]),
      },
    },
  };
}

/** Describes the paths of one document, its edit form, its changes and its actions. */
export function itemPaths({ definition }: DescribedService): Paths {
  const item = `/${definition.plural}/{id}`;
  const id = pathParameter('id', `The \`_id\` of the ${definition.name}.`);
  return {
    [item]: itemPath(definition),
    [`${item}/edit-form`]: formPath(`edit${capitalize(definition.name)}Form`, [id]),
    [`${item}/changes`]: changesPath({
      operationId: `watch${capitalize(definition.name)}`,
      summary: `Watch one ${definition.name}`,
      parameters: [id],
      isList: false,
    }),
    ...actionPaths(definition, item),
  };
}
