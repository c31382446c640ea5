import { isOrdered, propertiesOf } from '../../resource/properties.ts';
import { halPropertyName } from '../property-names.ts';
import { maxResultsLimit } from '../query.ts';
import { projectable } from '../render.ts';
import type { DescribedService } from './described.ts';
import type { Schema } from './schema.ts';

/** References to parameters in `components`. */
export const parameterRefs = (...names: readonly string[]) =>
  names.map((name) => ({ $ref: `#/components/parameters/${name}` }));
/** The parameters by which a client chooses the representation of a document, and of a list. */
export const itemParameters = parameterRefs('Projection', 'Embed', 'LinksOnly', 'Pretty', 'Prefer', 'IfNoneMatch');
export const listParameters = [...parameterRefs('Where', 'Sort', 'MaxResults', 'Page'), ...itemParameters];

/** A required parameter in the path. */
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

/** All parameters in `components`, by name. */
export function parametersOf({ definition, limits }: DescribedService): Readonly<Record<string, Schema>> {
  const sortable = propertiesOf(definition).filter(isOrdered).map(halPropertyName).join(', ');
  const names = propertiesOf(definition).map(halPropertyName).join(', ');
  const relations = Object.keys(definition.relations).join(', ');
  const count = { type: 'integer', minimum: 1 };
  return {
    Where: queryParameter(
      'where',
      `A filter, as JSON, over ${names}, with $eq $ne $gt $gte $lt $lte $in $nin $and $or $regex; at most ${limits.filter.nodes} parts.`,
      { type: 'string', examples: ['{"_created":{"$gt":"2027-01-01T00:00:00Z"}}'] },
    ),
    Sort: queryParameter('sort', `Names with commas between them, with - before those that go down: ${sortable}.`, {
      type: 'string',
    }),
    MaxResults: queryParameter(
      'max_results',
      `Documents on a page; more than ${maxResultsLimit} is as much as that.`,
      count,
    ),
    Page: queryParameter('page', 'The number of the page, from 1; one beyond the end is empty.', count),
    Projection: queryParameter('projection', `Members that are wanted: ${projectable(definition).join(', ')}.`, {
      type: 'string',
    }),
    Embed: queryParameter(
      'embed',
      `Relations to embed${relations === '' ? '' : `: ${relations}`}; those of theirs after a dot. At most ${limits.embeds}, ${limits.embedDepth} deep.`,
      { type: 'array', items: { type: 'string' } },
    ),
    LinksOnly: queryParameter('links_only', 'Nothing but the links.', { type: 'string' }),
    Pretty: queryParameter('pretty', 'With line breaks and indents.', { type: 'string' }),
    Cascade: queryParameter('cascade', 'What hangs on it goes as well.', { type: 'string', enum: ['true', 'false'] }),
    Prefer: headerParameter('Prefer', '`return=minimal`, `return=representation`, `transclude="rel"` (RFC 7240).'),
    IfMatch: headerParameter('If-Match', 'The entity tag of what was read (RFC 9110 §13.1.1).', true),
    IfNoneMatch: headerParameter('If-None-Match', 'The entity tags of what the client has, or * (RFC 9110 §13.1.2).'),
    IdempotencyKey: headerParameter('Idempotency-Key', 'The same key with the same body is done once, for a day.'),
  };
}
