import { createsIn, toOneRelations } from '../../resource/definition/relations.ts';
import type { DescribedService } from './described.ts';
import { formPath } from './form-path.ts';
import { capitalize, collectionName, itemName, newName } from './names.ts';
import { inputTypes, requestBody, type Operation, type PathItem, type Paths } from './operations.ts';
import { listParameters, parameterRefs, pathParameter } from './parameters.ts';
import {
  etagHeader,
  halContent,
  locationHeader,
  notModified,
  readStatuses,
  refusals,
  response,
  writeStatuses,
} from './responses.ts';
import { schemaRef, type Schema } from './schema.ts';

/** A list of documents: the whole collection, or the documents that refer to one of another resource. */
interface List {
  /** Suffix of its operations' ids, which differ from list to list. */
  readonly suffix: string;
  /** Whether documents are created in this list. */
  readonly takesNew: boolean;
  readonly parameters: readonly Schema[];
}

function listPath({ definition, limits }: DescribedService, { suffix, takesNew, parameters }: List): PathItem {
  const { name, plural } = definition;
  const [one, many] = [capitalize(name), capitalize(plural)];
  const page = schemaRef(collectionName(definition));
  const fresh = schemaRef(newName(definition));
  const item = schemaRef(itemName(name));
  const get: Operation = {
    operationId: `list${many}${suffix}`,
    summary: `List ${plural}`,
    parameters: listParameters,
    responses: {
      200: response(`A page of ${plural}.`, halContent(page), etagHeader),
      ...notModified,
      ...refusals(readStatuses),
    },
  };
  const post: Operation = {
    operationId: `create${one}${suffix}`,
    summary: `Create one ${name}, or many: all or none`,
    parameters: parameterRefs('IdempotencyKey', 'Prefer', 'Embed', 'Projection'),
    requestBody: requestBody(
      { oneOf: [fresh, { type: 'array', minItems: 1, maxItems: limits.batch, items: fresh }] },
      inputTypes,
    ),
    responses: {
      200: response('It was there already.', halContent(item)),
      201: response(
        'It is created.',
        halContent({ anyOf: [item, schemaRef(`${collectionName(definition)}Created`)] }),
        {
          ...etagHeader,
          ...locationHeader,
        },
      ),
      ...refusals([...writeStatuses, 404]),
    },
  };
  const remove: Operation = {
    operationId: `removeAll${many}${suffix}`,
    summary: `Remove all of these ${plural}`,
    parameters: parameterRefs('Cascade'),
    responses: {
      200: response('They are removed.', halContent(schemaRef('Deleted'))),
      ...refusals([...readStatuses, 404, 409]),
    },
  };
  return { ...(parameters.length > 0 ? { parameters } : {}), get, ...(takesNew ? { post } : {}), delete: remove };
}

/** The paths of a resource's lists and of their create forms: the collection, and a list for each reference. */
export function listPaths(described: DescribedService): Paths {
  const { definition } = described;
  const collection = `/${definition.plural}`;
  const below = toOneRelations(definition).flatMap(([name, { target }]): [string, PathItem][] => {
    const path = `${collection}/${name}/{parent}`;
    const parameters = [pathParameter('parent', `The \`_id\` of the ${target}.`)];
    const [suffix, takesNew] = [`Of${capitalize(name)}`, createsIn(definition, [name])];
    const list: [string, PathItem] = [path, listPath(described, { suffix, takesNew, parameters })];
    const form = formPath(`create${capitalize(definition.name)}${suffix}Form`, parameters);
    return takesNew ? [list, [`${path}/create-form`, form]] : [list];
  });
  const takesNew = createsIn(definition, []);
  const whole = listPath(described, { suffix: '', takesNew, parameters: [] });
  const form = formPath(`create${capitalize(definition.name)}Form`, []);
  return {
    [collection]: whole,
    ...(takesNew ? { [`${collection}/create-form`]: form } : {}),
    ...Object.fromEntries(below),
  };
}
