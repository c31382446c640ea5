import { comment, eventText, lastEventId, type ServerSentEvent } from '../../http/event-stream.ts';
import { ClientDisconnectedError } from '../../http/disconnection.ts';
import type { ResourceChange, ResourceFeed } from '../../resource/operations/changes.ts';
import { succeed, type Outcome, type Problem } from '../../resource/problems.ts';
import { documentHref } from '../../resource/service-context.ts';
import type { ChangeStream } from '../../resource/streams/change-stream.ts';
import { lostChanges, streamEnds } from '../../resource/streams/stream-problems.ts';
import type { Filter } from '../../store/port.ts';
import { renderProblem, reportError } from '../problem-details.ts';
import { halDialect } from '../property-names.ts';
import { parseWhere } from '../query.ts';
import type { RepresentationRequest } from '../representation-query.ts';
import { ok, type EventStream, type Route } from '../request.ts';
import { completeDocument } from '../send-response.ts';
import type { ListSelector } from './collection.ts';
import { renderItems } from './render-items.ts';

type ChangesRequest = RepresentationRequest;

/** The position that a client has reached. */
const positionOf = ({ header }: ChangesRequest): string | undefined => header(lastEventId) || undefined;

/**
 * Handles GET of the changes of a list: those of documents that match its `where` before or after. It fails as GET of
 * the list does. Who continues is told everything since, even if the list's parent is gone.
 */
export const getListChanges =
  (selector: ListSelector): Route<ChangesRequest> =>
  async (request) => {
    const { resource } = request.service;
    const where = parseWhere([request.query['where'] ?? []].flat().at(-1), halDialect(resource));
    if (!where.ok) return where;
    const list = selector(request);
    const found = positionOf(request) === undefined ? await resource.checkList(list, request.context) : succeed(list);
    if (!found.ok) return found;
    return ok(undefined, { stream: () => openStream(request, { $and: [list, where.value] }) });
  };

/** Handles GET of the changes of an item. It fails as GET of the item does, unless the client continues. */
export const getItemChanges: Route<ChangesRequest> = async (request) => {
  const _id = request.path['id'] ?? '';
  const { resource } = request.service;
  const found = positionOf(request) === undefined ? await resource.get(_id, request.context) : succeed(_id);
  return found.ok ? ok(undefined, { stream: () => openStream(request, { _id }) }) : found;
};

/** Opens a stream of the changes of matching documents. */
async function openStream(request: ChangesRequest, filter: Filter): Promise<Outcome<EventStream>> {
  const opened = await request.openStream();
  if (!opened.ok) return opened;
  const stream = opened.value;
  try {
    const query = { filter, after: positionOf(request), signal: stream.signal };
    const feed = await request.service.resource.changes(query, request.context);
    if (feed.ok) return succeed(eventStream(request, feed.value, stream));
    stream.end();
    return feed;
  } catch (error) {
    stream.end();
    throw error;
  }
}

/** Returns the stream of a feed. Its heartbeats move the client's position past changes that are not told. */
function eventStream(request: ChangesRequest, feed: ResourceFeed, stream: ChangeStream): EventStream {
  const heartbeat = (): string => {
    const id = feed.skippedTo();
    return id === undefined ? comment : eventText({ id });
  };
  const { heartbeatMs } = request;
  return { events: eventsOf(request, feed, stream), position: feed.token, heartbeatMs, heartbeat, end: stream.end };
}

/** Returns the events of a feed. The last one is the problem with which the stream ends, if there is one. */
async function* eventsOf(
  request: ChangesRequest,
  feed: ResourceFeed,
  stream: ChangeStream,
): AsyncGenerator<ServerSentEvent> {
  yield { id: feed.token };
  try {
    for await (const change of feed) {
      if (stream.signal.aborted) break;
      yield await eventOf(request, change);
    }
    // The store has ended the feed.
    stream.end(streamEnds.stopping());
  } catch (error) {
    stream.end(error instanceof ClientDisconnectedError ? undefined : problemOf(request, error));
  }
  const problem = stream.endedBy();
  if (problem !== undefined) yield problemEvent(request, problem);
}

/** Returns a change as an event, whose data is the document as GET returns it, or what is left of a removed one. */
async function eventOf(
  request: ChangesRequest,
  { kind, id, document, token }: ResourceChange,
): Promise<ServerSentEvent> {
  const { locator, mediaType: type, service } = request;
  const { items = [], remarks = {} } = document === undefined ? {} : await renderItems(request, [document]);
  const self = documentHref(locator, service.resource.definition, id);
  const body = { ...(items[0] ?? { _id: id, _links: { self: { href: self } } }), ...remarks };
  const { baseUrl: base, product } = locator;
  return { event: kind, id: token, data: JSON.stringify(completeDocument(body, { base, type, product })) };
}

const problemOf = ({ header, url, service }: ChangesRequest, error: unknown): Problem =>
  lostChanges(error) ?? reportError(error, { requestId: header('x-request-id'), method: 'GET', url }, service.log);

/** Returns a problem as an event. It has no `id`, so that a client continues after the last change. */
const problemEvent = ({ locator, url }: ChangesRequest, problem: Problem): ServerSentEvent => ({
  event: 'problem',
  data: JSON.stringify(renderProblem(problem, { base: locator.baseUrl, instance: url })),
});
