import type { Action } from '../../resource/definition/actions.ts';
import type { Definition } from '../../resource/definition/definition.ts';
import type { Fields } from '../../resource/fields/index.ts';
import { fieldSchema } from './field-schemas.ts';
import { actionInputName } from './names.ts';
import { inputTypes, requestBody, type Operation, type PathItem, type Paths } from './operations.ts';
import { pathParameter } from './parameters.ts';
import { halContent, problemRefs, response, writeStatuses } from './responses.ts';
import { schemaRef } from './schema.ts';

function actionOperation(action: Action): Operation {
  const { mutation, title, description, input, method } = action;
  return {
    operationId: mutation,
    summary: title,
    description,
    ...(method === 'DELETE' ? { parameters: queryParameters(input) } : {}),
    requestBody: requestBody(schemaRef(actionInputName(action)), inputTypes, false),
    responses: {
      200: response('The action took effect, or had taken effect before.', halContent(schemaRef('Acted'))),
      ...(method === 'PUT' ? { 201: response('The action took effect.', halContent(schemaRef('Acted'))) } : {}),
      ...problemRefs([...writeStatuses, 404]),
    },
  };
}

/** Describes the input of a DELETE as parameters of the query, for clients that send no body with it. */
const queryParameters = (input: Fields) =>
  Object.entries(input).map(([name, field]) => ({
    ...{ name, in: 'query', description: field.description },
    schema: fieldSchema({ ...field, required: true }),
  }));

/** Describes the paths of a resource's actions, under the path `item` of a document. */
export function actionPaths(definition: Definition, item: string): Paths {
  const items: Record<string, PathItem> = {};
  for (const action of Object.values(definition.actions)) {
    const path = `${item}/${action.path}`;
    const parameters = [pathParameter('id', `The \`_id\` of the ${definition.name}.`)];
    items[path] = { parameters, ...items[path], [action.method.toLowerCase()]: actionOperation(action) };
  }
  return items;
}
