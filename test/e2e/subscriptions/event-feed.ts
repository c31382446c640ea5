import { buildSubgraphSchema } from '@apollo/subgraph';
import type { RequestHandler } from 'express';
import { parse, subscribe } from 'graphql';
import { sendEventStream, type ServerSentEvent } from '../../../kit/http/event-stream.ts';
import type { TestSubgraph } from '../graphql-gateway/test-gateway.ts';

/** An event of the feed: its members are those of `EventChange`. */
export interface TestEvent {
  readonly kind: 'CHANGED' | 'REMOVED';
  readonly id: string;
  readonly event: { readonly id: string; readonly name: string } | null;
}

/** A subgraph with a subscription, and what controls its events. */
export interface EventFeed {
  readonly subgraph: TestSubgraph;
  /** Sends an event to all listeners. */
  emit(event: TestEvent): void;
  /** Sends the listeners' connections some octets as they are. */
  write(text: string): void;
  /** Ends the streams as the protocol says. */
  complete(): void;
  /** Closes the connections. */
  cut(): void;
  /** Returns the number of listeners. */
  listeners(): number;
}

const sdl = `#graphql
extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
type Query { event(id: ID!): Event }
type Event @key(fields: "id") { id: ID! name: String! }
type EventChange { kind: ChangeKind! id: ID! event: Event }
enum ChangeKind { CHANGED REMOVED }
type Subscription { eventChanged(id: ID!): EventChange  refused: EventChange }
`;

/** The values of one listener, which it takes as they come. */
function createChannel<Value>() {
  const values: Value[] = [];
  let [isEnded, wake] = [false, () => undefined as void];
  async function* iterate(): AsyncGenerator<Value> {
    while (!isEnded || values.length > 0) {
      if (values.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      const value = values.shift();
      if (value !== undefined) yield value;
    }
  }
  const change = (action: () => void) => {
    action();
    wake();
  };
  return {
    values: iterate(),
    push: (value: Value) => change(() => void values.push(value)),
    end: () => change(() => void (isEnded = true)),
  };
}

/** Creates the subgraph `events`. It answers subscriptions as server-sent events, with a heartbeat every 50 ms. */
export function createEventFeed({ heartbeatMs = 50 } = {}): EventFeed {
  const listeners = new Set<{ id: string; channel: ReturnType<typeof createChannel<TestEvent>> }>();
  const responses = new Set<Parameters<RequestHandler>[1]>();
  const resolvers = {
    Query: { event: (_: unknown, { id }: { id: string }) => ({ id, name: `Event ${id}` }) },
    Event: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `Event ${id}` }) },
  };
  const subscriptions = {
    Subscription: {
      eventChanged: {
        subscribe: (_: unknown, { id }: { id: string }) => {
          const listener = { id, channel: createChannel<TestEvent>() };
          listeners.add(listener);
          return listener.channel.values;
        },
        resolve: (event: TestEvent) => event,
      },
      refused: {
        subscribe: () => {
          throw Object.assign(new Error('Sign in.'), { extensions: { code: 'UNAUTHENTICATED' } });
        },
      },
    },
  };
  const schema = buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: { ...resolvers, ...subscriptions } });
  const handler: RequestHandler = async (request, response, next) => {
    const { query, variables: variableValues } = request.body as { query: string; variables?: Record<string, unknown> };
    if (!query.startsWith('subscription')) return next();
    const result = await subscribe({ schema, document: parse(query), ...(variableValues && { variableValues }) });
    if (!(Symbol.asyncIterator in result)) return void response.status(200).json(result);
    responses.add(response);
    const before = new Set(listeners);
    await sendEventStream(response, eventsOf(result), { heartbeatMs });
    responses.delete(response);
    for (const listener of before) listeners.delete(listener);
  };
  return {
    subgraph: { name: 'events', sdl: sdl.replace(/extend schema.*\n/, ''), resolvers: resolvers as never, handler },
    emit: (event) => {
      for (const { id, channel } of listeners) if (id === event.id) channel.push(event);
    },
    write: (text) => {
      for (const response of responses) response.write(text);
    },
    complete: () => {
      for (const { channel } of listeners) channel.end();
    },
    cut: () => {
      for (const response of responses) response.destroy();
    },
    listeners: () => responses.size,
  };
}

async function* eventsOf(results: AsyncIterable<unknown>): AsyncGenerator<ServerSentEvent> {
  for await (const result of results) yield { event: 'next', data: JSON.stringify(result) };
  yield { event: 'complete', data: '' };
}
