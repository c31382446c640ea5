import type { RequestHandler } from 'express';
import { Counter, Gauge, Registry } from 'prom-client';
import type { Served } from './resource/served.ts';

/** `GET /metrics`: what a service counts, in the text format of Prometheus. */
export function metricsRoute({ name, resource: { upkeep } }: Served): RequestHandler {
  const registry = new Registry();
  registry.setDefaultLabels({ service: name });
  const registers = [registry];
  new Gauge({
    name: 'event_buddy_intentions_pending',
    help: 'Intentions that are neither confirmed nor taken back',
    registers,
    async collect() {
      this.set(await upkeep.pending());
    },
  });
  new Counter({
    name: 'event_buddy_intentions_finished_total',
    help: 'Intentions whose time was over, finished by whoever met them',
    registers,
    collect() {
      this.reset();
      this.inc(upkeep.finished());
    },
  });
  return async (_request, response) => {
    response
      .set('Cache-Control', 'no-store')
      .type(registry.contentType)
      .send(await registry.metrics());
  };
}
