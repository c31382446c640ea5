import { eventStreamType } from '../../http/event-stream.ts';
import type { PathItem } from './operations.ts';
import { parameterRefs } from './parameters.ts';
import { problemRefs, readStatuses, response } from './responses.ts';
import type { Schema } from './schema.ts';

/** What changes: one document, or those of a list. */
interface ChangesOf {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters: readonly Schema[];
  readonly isList: boolean;
}

const stream = response(
  'Server-sent events. `created` and `changed` have the document as data, `removed` has its `_id` and `self` link, ' +
    'and `problem` says why the stream ends.',
  { [eventStreamType]: { schema: { type: 'string' } } },
  { 'Last-Event-ID': { description: 'The position where the events begin.', schema: { type: 'string' } } },
);

/** Describes the path of a stream of changes: `…/changes`. */
export const changesPath = ({ operationId, summary, parameters, isList }: ChangesOf): PathItem => ({
  ...(parameters.length > 0 ? { parameters } : {}),
  get: {
    operationId,
    summary,
    parameters: parameterRefs(
      ...(isList ? ['Where'] : []),
      'Projection',
      'Embed',
      'LinksOnly',
      'Prefer',
      'LastEventId',
    ),
    responses: { 200: stream, ...problemRefs([...readStatuses, 404, 410]) },
  },
});
