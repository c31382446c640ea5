import { Counter, Gauge, Registry } from 'prom-client';
import type { ServiceContext } from '../resource/service-context.ts';
import { metricName, type Product } from '../util/product.ts';

/** What a service counts, for Prometheus. */
export interface Metrics {
  readonly contentType: string;
  /** The figures of this moment, in the text format of Prometheus. */
  readonly read: () => Promise<string>;
}

export function openMetrics({ name, resource: { maintenance } }: ServiceContext, product: Product): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service: name });
  const registers = [registry];
  new Gauge({
    name: metricName(product, 'intentions_pending'),
    help: 'Intentions that are neither confirmed nor taken back',
    registers,
    async collect() {
      this.set(await maintenance.pendingCount());
    },
  });
  new Counter({
    name: metricName(product, 'intentions_finished_total'),
    help: 'Intentions whose time was over, finished by whoever met them',
    registers,
    collect() {
      this.reset();
      this.inc(maintenance.recoveredCount());
    },
  });
  return { contentType: registry.contentType, read: () => registry.metrics() };
}
