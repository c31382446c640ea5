import { createsIn, relationsOf } from '../../resource/definition/relations.ts';
import { capitalize } from '../../util/capitalize.ts';
import type { DescribedService } from './described.ts';
import { changesPath } from './changes-path.ts';
import { formPath } from './form-path.ts';
import { batchName, collectionName, createdName, itemName, newName } from './names.ts';
import { inputTypes, requestBody, type Operation, type PathItem, type Paths } from './operations.ts';
import { listParameters, parameterRefs, pathParameter } from './parameters.ts';
import {
  etagHeader,
  halContent,
  locationHeader,
  conditionalReadResponses,
  readStatuses,
  problemRefs,
  response,
  totalCountHeader,
  writeStatuses,
} from './responses.ts';
import { schemaRef, type Schema } from './schema.ts';

/** A list of documents: the collection, or the documents that refer to one document of another resource. */
interface List {
  /** The suffix that makes the list's operation ids unique. */
  readonly suffix: string;
  /** Whether documents can be created in this list. */
  readonly isCreatable: boolean;
  readonly parameters: readonly Schema[];
}

function listPath({ definition }: DescribedService, { suffix, isCreatable, parameters }: List): PathItem {
  const { name, plural } = definition;
  const [singular, capitalPlural] = [capitalize(name), capitalize(plural)];
  const page = schemaRef(collectionName(definition));
  const item = schemaRef(itemName(name));
  const get: Operation = {
    operationId: `list${capitalPlural}${suffix}`,
    summary: `List ${plural}`,
    parameters: listParameters,
    responses: {
      200: response(`A page of ${plural}.`, halContent(page), { ...etagHeader, ...totalCountHeader }),
      ...conditionalReadResponses,
      ...problemRefs(parameters.length > 0 ? [...readStatuses, 404] : readStatuses),
    },
  };
  const post: Operation = {
    operationId: `create${singular}${suffix}`,
    summary: `Create one ${name}, or several in one atomic request`,
    parameters: parameterRefs('IdempotencyKey', 'Prefer', 'Embed', 'Projection'),
    requestBody: requestBody(schemaRef(`${newName(definition)}Or${batchName(definition)}`), inputTypes),
    responses: {
      200: response(`The ${name} already exists.`, halContent(item)),
      201: response('Created.', halContent(schemaRef(createdName(definition))), {
        ...etagHeader,
        ...locationHeader,
      }),
      ...problemRefs([...writeStatuses, 404]),
    },
  };
  const remove: Operation = {
    operationId: `removeAll${capitalPlural}${suffix}`,
    summary: `Remove all of these ${plural}`,
    parameters: parameterRefs('Cascade'),
    responses: {
      200: response(`The ${plural} were removed.`, halContent(schemaRef('Deleted'))),
      ...problemRefs([...readStatuses, 404, 409]),
    },
  };
  return { ...(parameters.length > 0 ? { parameters } : {}), get, ...(isCreatable ? { post } : {}), delete: remove };
}

/** Describes the path of the changes of a list. */
const listChanges = ({ definition }: DescribedService, { suffix, parameters }: Omit<List, 'isCreatable'>): PathItem =>
  changesPath({
    operationId: `watch${capitalize(definition.plural)}${suffix}`,
    summary: `Watch ${definition.plural}`,
    parameters,
    isList: true,
  });

/**
 * Describes the paths of a resource's lists, with their changes and create forms: the collection, and a list for each
 * reference.
 */
export function listPaths(described: DescribedService): Paths {
  const { definition } = described;
  const collection = `/${definition.plural}`;
  const subCollections = relationsOf(definition).flatMap(([name, { target }]): [string, PathItem][] => {
    const path = `${collection}/${name}/{parent}`;
    const parameters = [pathParameter('parent', `The \`_id\` of the ${target}.`)];
    const [suffix, isCreatable] = [`Of${capitalize(name)}`, createsIn(definition, [name])];
    const list: [string, PathItem] = [path, listPath(described, { suffix, isCreatable, parameters })];
    const changes: [string, PathItem] = [`${path}/changes`, listChanges(described, { suffix, parameters })];
    const form = formPath(`create${capitalize(definition.name)}${suffix}Form`, parameters);
    return isCreatable ? [list, changes, [`${path}/create-form`, form]] : [list, changes];
  });
  const isCreatable = createsIn(definition, []);
  const collectionPath = listPath(described, { suffix: '', isCreatable, parameters: [] });
  const form = formPath(`create${capitalize(definition.name)}Form`, []);
  return {
    [collection]: collectionPath,
    [`${collection}/changes`]: listChanges(described, { suffix: '', parameters: [] }),
    ...(isCreatable ? { [`${collection}/create-form`]: form } : {}),
    ...Object.fromEntries(subCollections),
  };
}
