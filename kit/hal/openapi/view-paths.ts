import type { Definition } from '../../resource/definition/definition.ts';
import { viewsOf, type View } from '../../resource/definition/views.ts';
import { referenceName } from '../../http/reference-name.ts';
import { maxViews } from '../routes/views.ts';
import type { DescribedService } from './described.ts';
import { fieldSchema } from './field-schemas.ts';
import { viewName } from './names.ts';
import type { PathItem, Paths } from './operations.ts';
import { parameterRefs, pathParameter } from './parameters.ts';
import { conditionalReadResponses, etagHeader, halContent, problemRefs, readStatuses, response } from './responses.ts';
import { linkSet, representation, schemaRef, text, withCuries, type Schema } from './schema.ts';

const readParameters = parameterRefs('Pretty', 'IfNoneMatch');

function viewPath(name: string, view: View): PathItem {
  const operation = {
    operationId: `read${viewName(name, view)}`,
    summary: view.title,
    description: view.description,
    parameters: readParameters,
    responses: {
      200: response(view.description, halContent(schemaRef(viewName(name, view))), etagHeader),
      ...conditionalReadResponses,
      ...problemRefs([...readStatuses, 404]),
    },
  };
  return { parameters: [pathParameter('id', `The \`_id\` of the ${view.of}.`)], get: operation };
}

function viewListPath(name: string, view: View): PathItem {
  const of = {
    name: 'of',
    in: 'query',
    description: `At most ${maxViews} \`_id\`s, separated by commas.`,
    schema: text,
  };
  const operation = {
    operationId: `list${viewName(name, view)}`,
    summary: `${view.title}, of several documents`,
    description: view.description,
    parameters: [of, ...readParameters],
    responses: {
      200: response(view.description, halContent(schemaRef(`${viewName(name, view)}List`)), etagHeader),
      ...conditionalReadResponses,
      ...problemRefs(readStatuses),
    },
  };
  return { get: operation };
}

/** Describes the paths of a resource's views. */
export const viewPaths = ({ definition }: DescribedService): Paths =>
  Object.fromEntries(
    viewsOf(definition).flatMap(([name, view]): [string, PathItem][] => [
      [`/${definition.plural}/${name}`, viewListPath(name, view)],
      [`/${definition.plural}/${name}/{id}`, viewPath(name, view)],
    ]),
  );

/** Returns the schemas of a resource's views, by name. */
export const viewSchemas = (definition: Definition): Readonly<Record<string, Schema>> =>
  Object.fromEntries(
    viewsOf(definition).flatMap(([name, view]): [string, Schema][] => {
      const fields = Object.entries(view.fields).map(([value, field]): [string, Schema] => [value, fieldSchema(field)]);
      const properties = {
        ...Object.fromEntries(fields),
        [referenceName(view.of)]: text,
        _links: withCuries(linkSet(['self', 'collection', view.of])),
      };
      const items = { type: 'array', items: schemaRef(viewName(name, view)) };
      const list = {
        _links: withCuries(linkSet(['self', 'search'])),
        _embedded: representation({ [name]: items }, [name]),
      };
      return [
        [viewName(name, view), { description: view.description, ...representation(properties, ['_links']) }],
        [`${viewName(name, view)}List`, representation(list, ['_links', '_embedded'])],
      ];
    }),
  );
