import { GraphQLError, type ExecutionResult } from 'graphql';
import type { WireErrorCode } from '../../../kit/graphql/wire-errors.ts';
import { createConcurrencyLimit } from '../../../kit/util/concurrency-limit.ts';
import type { Log } from '../../../kit/util/log.ts';
import type { Run } from '../../execute/program/run.ts';
import type { GatewayMetrics } from '../../observe/gateway-metrics.ts';
import type { ClientRequest } from '../../serve/request-context.ts';
import type { SubgraphResult } from '../../execute/response/subgraph-result.ts';
import { formatResult } from '../format-result.ts';
import type { SubscriptionSettings } from '../settings.ts';
import { renewSource, type ReopenSource } from '../source/renewed-source.ts';
import type { EventSource, SourceClient } from '../source/source-client.ts';
import { subscriptionFormats } from '../stream-request.ts';
import type { OpenSubscriptions, SubscriptionPlace } from './open-subscriptions.ts';
import { createSubscription, type Subscription } from './subscription.ts';

export interface SubscriberParts {
  readonly sources: Pick<SourceClient, 'open'>;
  readonly open: Pick<OpenSubscriptions, 'reserve'>;
  readonly metrics: Pick<GatewayMetrics, 'countSubscriptionEvent' | 'countSubscriptionEnd'>;
  readonly subscriptions: SubscriptionSettings;
  /** The most errors of an event. */
  readonly maxErrors: number;
  readonly log: Log;
}

/** A subscription of a client. */
export interface SubscriptionRequest {
  /** Executes the operation, with requests to services that are sent this way. */
  readonly execute: (send: Run['send']) => Promise<ExecutionResult>;
  readonly send: Run['send'];
  readonly origin: ClientRequest;
}

/**
 * Starts a subscription (GraphQL, October 2021, §6.2.3). Its result is that of an operation that has not started, if it
 * has errors; otherwise the request has a started stream, and there is no result.
 *
 * @throws GraphQLError if the client accepts no stream, or too many subscriptions are open
 */
export type Subscribe = (request: SubscriptionRequest) => Promise<ExecutionResult>;

/** Creates what starts subscriptions. */
export function createSubscriber(parts: SubscriberParts): Subscribe {
  const limited = createConcurrencyLimit(parts.subscriptions.concurrency);
  return async (request) => {
    const { stream, address = 'unknown' } = request.origin.context;
    const format = stream?.formats.find((each) => subscriptionFormats.has(each));
    if (stream === undefined || format === undefined) throw notAcceptable();
    const place = parts.open.reserve(address);
    if (place === 'total' || place === 'address') throw tooMany(place, parts.subscriptions);
    try {
      const opened = await openSource(request, parts.sources);
      if ('result' in opened) return opened.result;
      const subscription = start(opened, { ...parts, ...request, place, limited });
      stream.started = { format, parts: () => subscription };
      return {};
    } finally {
      if (stream.started === undefined) place.leave();
    }
  };
}

/** A service's events. */
interface ServiceSource {
  readonly service: string;
  readonly source: EventSource;
}

/**
 * Opens the source of a subscription. The operation is executed once without an event, for its request to the service
 * that sends them; if that fails, the result has the errors.
 */
async function openSource(
  { execute, send, origin }: SubscriptionRequest,
  sources: SubscriberParts['sources'],
): Promise<ServiceSource | { readonly result: ExecutionResult }> {
  const noEvent: SubgraphResult = { kind: 'response', response: { data: null } };
  const found: ServiceSource[] = [];
  const result = await execute(async (fetch) => {
    if (fetch.kind !== 'subscription') return send(fetch);
    const opened = await sources.open(fetch, origin);
    if (opened.kind !== 'source') return opened;
    const reopen: ReopenSource = async (position) => {
      if (!(await renewAuthorization(origin))) return undefined;
      const again = await sources.open(fetch, origin, position);
      return again.kind === 'source' ? again.source : undefined;
    };
    found.push({ service: fetch.service, source: renewSource(opened.source, reopen) });
    return noEvent;
  });
  return found[0] ?? { result };
}

/** Gets a token that is valid now, if the client has sent a password. Returns whether there is one. */
async function renewAuthorization({ context }: ClientRequest): Promise<boolean> {
  const authorization = await context.renewAuthorization?.();
  if (authorization !== undefined) context.authorization = authorization;
  return authorization !== undefined;
}

interface StartParts extends SubscriberParts, SubscriptionRequest {
  readonly place: SubscriptionPlace;
  readonly limited: <T>(task: () => Promise<T>) => Promise<T>;
}

function start({ service, source }: ServiceSource, parts: StartParts): Subscription {
  const { execute, send, origin, place, limited, metrics, subscriptions } = parts;
  const subscription = createSubscription({
    source,
    execute: (event) => {
      metrics.countSubscriptionEvent();
      return limited(async () => {
        await renewAuthorization(origin);
        return execute(async (fetch) => (fetch.kind === 'subscription' ? event : send(fetch)));
      });
    },
    format: (result) => formatResult(result, { ...origin.context, maxErrors: parts.maxErrors }, parts.log),
    limits: { events: subscriptions.maxEvents, length: subscriptions.maxEventLength },
    maxAgeMs: subscriptions.maxAgeMs,
    onEnd: (end) => {
      place.leave();
      metrics.countSubscriptionEnd(end);
    },
  });
  place.fill({ service, url: source.url, end: subscription.end });
  return subscription;
}

const errorOf = (code: WireErrorCode, status: number, message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code, http: { status } } });

const notAcceptable = (): GraphQLError =>
  errorOf(
    'BAD_USER_INPUT',
    406,
    'Not Acceptable: a subscription is answered as a stream; accept "multipart/mixed;subscriptionSpec=1.0" or "text/event-stream".',
  );

const tooMany = (limit: 'total' | 'address', { max, maxPerAddress }: SubscriptionSettings): GraphQLError =>
  limit === 'total'
    ? errorOf('SERVICE_UNAVAILABLE', 503, `There are ${max} subscriptions already.`)
    : errorOf('TOO_MANY_REQUESTS', 429, `Too Many Requests: this address has ${maxPerAddress} subscriptions already.`);
