import { searchesOf, type Search } from '../../resource/definition/searches.ts';
import type { DescribedService } from './described.ts';
import { fieldSchema } from './field-schemas.ts';
import type { PathItem, Paths } from './operations.ts';
import { parameterRefs } from './parameters.ts';
import {
  conditionalReadResponses,
  etagHeader,
  halContent,
  problemRefs,
  readStatuses,
  response,
  totalCountHeader,
} from './responses.ts';
import { linkSet, notEmbedded, representation, withCuries } from './schema.ts';

const count = { type: 'integer', minimum: 0 };

function searchPath({ of, query, title, description, input }: Search): PathItem {
  const parameters = Object.entries(input).map(([name, field]) => ({
    ...{ name, in: 'query', required: field.required, description: field.description },
    schema: fieldSchema({ ...field, required: true }),
  }));
  const page = {
    _links: withCuries(linkSet(['self', 'parent', 'search', 'first', 'prev', 'next', 'last'])),
    _meta: representation({ page: count, max_results: count, total: count }, ['page', 'max_results', 'total']),
    _embedded: representation({ [of]: { type: 'array', items: { type: 'object' } } }, [of]),
    _not_embedded: notEmbedded,
  };
  const operation = {
    operationId: query,
    summary: title,
    description,
    parameters: [...parameters, ...parameterRefs('MaxResults', 'Page', 'Pretty', 'IfNoneMatch')],
    responses: {
      200: response(description, halContent(representation(page, ['_links', '_embedded'])), {
        ...etagHeader,
        ...totalCountHeader,
      }),
      ...conditionalReadResponses,
      ...problemRefs(readStatuses),
    },
  };
  return { get: operation };
}

/** Describes the paths of a resource's searches. */
export const searchPaths = ({ definition }: DescribedService): Paths =>
  Object.fromEntries(
    searchesOf(definition).map(([name, search]) => [`/${definition.plural}/${name}`, searchPath(search)]),
  );
