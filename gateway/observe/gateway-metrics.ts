import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { isWireErrorCode, type WireErrorCode } from '../../kit/graphql/wire-errors.ts';
import { lazy } from '../../kit/util/lazy.ts';
import { metricName, type Product } from '../../kit/util/product.ts';
import { createBoundedNames } from './bounded-names.ts';
import type { SubscriptionEnd } from '../stream/subscription/subscription-end.ts';
import type { ObservedRequest } from './request-observation.ts';

/** How a service answered: without errors, with errors beside data, or without data, with the code of the first error. */
export type SubgraphOutcome = 'ok' | 'errors' | WireErrorCode;

/** A request to a service. */
export interface SubgraphRequestSample {
  readonly service: string;
  readonly outcome: SubgraphOutcome;
  readonly seconds: number;
}

/** A composition of schemas. */
export interface CompositionSample {
  /** What was composed: the services, or guests with them. */
  readonly of: 'services' | 'guests';
  readonly composed: boolean;
  readonly seconds: number;
}

/** Counts what the gateway does. */
export interface GatewayMetrics {
  countRequest(request: ObservedRequest): void;
  countSubgraphRequest(sample: SubgraphRequestSample): void;
  countComposition(sample: CompositionSample): void;
  /** Counts an event of a subscription. */
  countSubscriptionEvent(): void;
  /** Counts the end of a subscription. */
  countSubscriptionEnd(end: SubscriptionEnd): void;
}

/** The metrics as they are read. */
export interface MetricsReader {
  readonly contentType: string;
  /** Returns the current values in the Prometheus text format. Reads at the same time are one. */
  read(): Promise<string>;
}

export interface GatewayMetricsSettings {
  readonly product: Product;
  /** The maximum number of names of operations, and of services, that are told apart. */
  readonly maxNames: number;
  /** Returns the number of services in each state. */
  readonly states: () => Readonly<Record<string, number>>;
  /** Returns the number of services whose circuit is in each state. */
  readonly circuits: () => Readonly<Record<string, number>>;
  /** Returns the number of open subscriptions. */
  readonly openSubscriptions: () => number;
}

/** Seconds, from a plan that is kept to a request that waits for several services. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Creates the metrics of a gateway. What is not read costs some microseconds a request. */
export function createGatewayMetrics(settings: GatewayMetricsSettings): GatewayMetrics & MetricsReader {
  const registry = new Registry();
  const metrics = createCollectors(registry, settings);
  const operations = createBoundedNames(settings.maxNames);
  const services = createBoundedNames(settings.maxNames);
  // Those of the process start timers that nothing stops, so they begin when somebody reads them.
  const startProcessMetrics = lazy(() => collectDefaultMetrics({ register: registry }));
  let reading: Promise<string> | undefined;
  return {
    countRequest: (request) => {
      const { operation, status, codes, subgraphRequests } = request;
      const { type = 'unknown', name } = operation ?? {};
      if (name !== undefined && codes.length === 0 && subgraphRequests > 0) operations.admit(name);
      const label = name === undefined ? 'anonymous' : operations.labelOf(name);
      metrics.requests.inc({ type, operation: label, status: String(status) });
      for (const code of codes) metrics.errors.inc({ code: isWireErrorCode(code) ? code : 'INTERNAL_SERVER_ERROR' });
      observeDurations(metrics, type, request);
    },
    countSubgraphRequest: ({ service: name, outcome, seconds }) => {
      services.admit(name);
      const service = services.labelOf(name);
      metrics.subgraphRequests.inc({ service, outcome });
      metrics.subgraphDuration.observe({ service }, seconds);
    },
    countComposition: ({ of, composed, seconds }) => {
      metrics.compositions.inc({ of, result: composed ? 'composed' : 'failed' });
      metrics.compositionDuration.observe({ of }, seconds);
    },
    countSubscriptionEvent: () => metrics.subscriptionEvents.inc(),
    countSubscriptionEnd: (end) => metrics.subscriptionEnds.inc({ end }),
    contentType: registry.contentType,
    read: () => {
      startProcessMetrics();
      return (reading ??= registry.metrics().finally(() => (reading = undefined)));
    },
  };
}

type Collectors = ReturnType<typeof createCollectors>;

function observeDurations(metrics: Collectors, type: string, request: ObservedRequest): void {
  const { durationMs, ownMs, planningMs, subgraphRequests } = request;
  metrics.duration.observe({ type }, durationMs / 1000);
  if (ownMs !== undefined) metrics.ownDuration.observe({ type }, ownMs / 1000);
  if (planningMs !== undefined) metrics.planningDuration.observe(planningMs / 1000);
  if (planningMs !== undefined || subgraphRequests > 0)
    metrics.planning.inc({ cache: planningMs === undefined ? 'hit' : 'miss' });
}

function createCollectors(registry: Registry, settings: GatewayMetricsSettings) {
  const { product, states, circuits, openSubscriptions } = settings;
  const registers = [registry];
  const nameOf = (name: string): string => metricName(product, `graphql_${name}`);
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name: nameOf(name), help, labelNames, registers });
  const histogram = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Histogram({ name: nameOf(name), help, labelNames, buckets, registers });
  const gaugeOfStates = (name: string, help: string, read: () => Readonly<Record<string, number>>) =>
    new Gauge({
      name: nameOf(name),
      help,
      labelNames: ['state'],
      registers,
      collect() {
        this.reset();
        for (const [state, count] of Object.entries(read())) this.set({ state }, count);
      },
    });
  gaugeOfStates('subgraphs', 'Services that are or were listed at the root, by state', states);
  gaugeOfStates('circuits', 'Services that were sent requests, by the state of their circuit', circuits);
  new Gauge({
    name: nameOf('open_subscriptions'),
    help: 'Subscriptions that are open',
    registers,
    collect() {
      this.set(openSubscriptions());
    },
  });
  return {
    requests: counter('requests_total', 'Requests by type, operation and HTTP status', ['type', 'operation', 'status']),
    errors: counter('errors_total', 'Errors in responses by code', ['code']),
    duration: histogram('request_duration_seconds', 'Time from the request to its response', ['type']),
    ownDuration: histogram('request_own_duration_seconds', 'That time without waiting for services', ['type']),
    planning: counter('planning_total', 'Executed operations by whether their plan was kept from before', ['cache']),
    planningDuration: histogram('planning_duration_seconds', 'Time to plan an operation', []),
    subgraphRequests: counter('subgraph_requests_total', 'Requests to services by outcome', ['service', 'outcome']),
    subgraphDuration: histogram('subgraph_request_duration_seconds', 'Time until a service has answered', ['service']),
    subscriptionEvents: counter('subscription_events_total', 'Events of subscriptions', []),
    subscriptionEnds: counter('subscriptions_ended_total', 'Subscriptions by how they ended', ['end']),
    compositions: counter('compositions_total', 'Compositions of schemas by result', ['of', 'result']),
    compositionDuration: histogram('composition_duration_seconds', 'Time to compose schemas', ['of']),
  };
}

/** Counts nothing. */
const noMetrics: GatewayMetrics = {
  countRequest: () => undefined,
  countSubgraphRequest: () => undefined,
  countComposition: () => undefined,
  countSubscriptionEvent: () => undefined,
  countSubscriptionEnd: () => undefined,
};

/** The metrics of a gateway, and their reader; undefined if they are off. */
export interface OpenedMetrics {
  readonly metrics: GatewayMetrics;
  readonly metricsReader: MetricsReader | undefined;
}

/** Opens the metrics, unless they are off. */
export function openMetrics(isOff: boolean, settings: GatewayMetricsSettings): OpenedMetrics {
  if (isOff) return { metrics: noMetrics, metricsReader: undefined };
  const metrics = createGatewayMetrics(settings);
  return { metrics, metricsReader: metrics };
}
