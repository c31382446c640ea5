import { Counter, Gauge, Registry } from 'prom-client';
import type { ServiceContext } from '../resource/service-context.ts';
import type { OpenStreams } from '../resource/streams/open-streams.ts';
import { metricName, type Product } from '../util/product.ts';

/** The metrics of a service, for Prometheus. */
export interface Metrics {
  readonly contentType: string;
  /** Returns the current values in the Prometheus text format. */
  readonly read: () => Promise<string>;
}

export interface MetricsParts {
  readonly product: Product;
  readonly streams: Pick<OpenStreams, 'count'>;
}

/** Opens the metrics of a service; their values are computed when they are read. */
export function openMetrics(
  { name, resource: { maintenance } }: ServiceContext,
  { product, streams }: MetricsParts,
): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service: name });
  const registers = [registry];
  new Gauge({
    name: metricName(product, 'intentions_pending'),
    help: 'Pending writes that are neither confirmed nor compensated',
    registers,
    async collect() {
      this.set(await maintenance.pendingCount());
    },
  });
  new Counter({
    name: metricName(product, 'intentions_finished_total'),
    help: 'Pending writes that were recovered after their lease had expired',
    registers,
    collect() {
      this.reset();
      this.inc(maintenance.recoveredCount());
    },
  });
  new Gauge({
    name: metricName(product, 'streams'),
    help: 'Open streams of changes and subscriptions',
    registers,
    collect() {
      this.set(streams.count());
    },
  });
  return { contentType: registry.contentType, read: () => registry.metrics() };
}
