import { isOrdered, propertiesOf } from '../../resource/properties.ts';
import { maxKeyLength } from '../../http/idempotency-key.ts';
import { halPropertyName } from '../property-names.ts';
import { maxResultsLimit } from '../query.ts';
import { embeddableNames } from '../embed.ts';
import { projectable } from '../render.ts';
import type { DescribedService } from './described.ts';
import type { Schema } from './schema.ts';

/** Creates references to parameters in `components`. */
export const parameterRefs = (...names: readonly string[]) =>
  names.map((name) => ({ $ref: `#/components/parameters/${name}` }));
/** The parameters that select the representation of a document, and of a list. */
export const itemParameters = parameterRefs('Projection', 'Embed', 'LinksOnly', 'Pretty', 'Prefer', 'IfNoneMatch');
export const listParameters = [...parameterRefs('Where', 'Sort', 'MaxResults', 'Page', 'After'), ...itemParameters];

/** Creates a required path parameter. */
export const pathParameter = (name: string, description: string): Schema => ({
  name,
  in: 'path',
  required: true,
  description,
  schema: { type: 'string' },
});

function queryParameter(name: string, description: string, schema: Schema): Schema {
  return { name, in: 'query', description, schema };
}

function headerParameter(name: string, description: string, required = false): Schema {
  return { name, in: 'header', required, description, schema: { type: 'string' } };
}

/** The values of a flag; the empty text is a parameter that stands alone, which means true. */
const flag = { type: 'string', enum: ['true', 'false', '1', '0', ''] };

/** Returns all parameters for `components`, by name. */
export function parametersOf({ definition, limits, additions }: DescribedService): Readonly<Record<string, Schema>> {
  const sortable = propertiesOf(definition).filter(isOrdered).map(halPropertyName).join(', ');
  const names = propertiesOf(definition).map(halPropertyName).join(', ');
  const relations = embeddableNames({ definition, additions }).join(', ');
  const count = { type: 'integer', minimum: 1 };
  return {
    Where: queryParameter(
      'where',
      `A JSON filter over ${names}, with the operators $eq $ne $gt $gte $lt $lte $in $nin $and $or $regex and at most ${limits.filter.nodes} parts.`,
      { type: 'string', examples: ['{"_created":{"$gt":"2027-01-01T00:00:00Z"}}'] },
    ),
    Sort: queryParameter('sort', `Names separated by commas, each with - for descending order: ${sortable}.`, {
      type: 'string',
    }),
    MaxResults: queryParameter(
      'max_results',
      `Documents per page; values above ${maxResultsLimit} are reduced to it.`,
      count,
    ),
    Page: queryParameter('page', 'The page number, from 1. Pages beyond the last are empty.', count),
    After: queryParameter('after', 'The position after which the page begins, from a `next` link.', { type: 'string' }),
    Projection: queryParameter(
      'projection',
      `The members to include, by name: ${projectable(definition).join(', ')}.`,
      {
        type: 'string',
      },
    ),
    Embed: queryParameter(
      'embed',
      `Relations to embed${relations === '' ? '' : `: ${relations}`}; their own relations follow after a dot. At most ${limits.embeds} relations, at most ${limits.embedDepth} levels deep.`,
      { type: 'array', items: { type: 'string' } },
    ),
    LinksOnly: queryParameter('links_only', 'Omit everything except links and embedded resources.', flag),
    Pretty: queryParameter('pretty', 'Format the JSON with line breaks and indentation.', flag),
    Cascade: queryParameter('cascade', 'Whether to remove the documents that refer to it, too.', flag),
    Prefer: headerParameter('Prefer', '`return=minimal`, `return=representation`, `transclude="rel"` (RFC 7240).'),
    IfMatch: headerParameter('If-Match', 'The entity tag of the version that was read (RFC 9110 §13.1.1).', true),
    IfNoneMatch: headerParameter(
      'If-None-Match',
      'The entity tags of the cached representations, or * (RFC 9110 §13.1.2).',
    ),
    LastEventId: headerParameter('Last-Event-ID', 'The `id` of the event after which the stream continues.'),
    IdempotencyKey: {
      ...headerParameter(
        'Idempotency-Key',
        'A key that makes the request safe to repeat: within a day, the same key with the same body is executed once.',
      ),
      schema: { type: 'string', minLength: 1, maxLength: maxKeyLength },
    },
  };
}
