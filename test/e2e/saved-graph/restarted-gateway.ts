import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startGateway, type RunningGateway } from '../../../gateway/start.ts';
import { halGatewaySettings } from '../../../hal-gateway/settings.ts';
import { startHalGateway, type RunningHalGateway } from '../../../hal-gateway/start.ts';
import { AsyncDisposableStack, closerOf, use } from '../../../kit/util/disposable-stack.ts';
import { freePort } from '../../../scripts/free-ports.ts';
import { until } from '../../support/until.ts';
import { events, venues } from '../graphql-gateway/subgraphs.ts';
import {
  execute,
  fastSettings,
  startSubgraph,
  stateOf,
  type GatewayResponse,
  type RunningSubgraph,
  type TestSubgraph,
} from '../graphql-gateway/test-gateway.ts';

/** A GraphQL gateway that is restarted while parts around it are down: a HAL gateway and two subgraphs. */
export interface RestartedGateway {
  /** The file of the last graph. */
  readonly file: string;
  /** The URL of the HAL gateway, which it has again after a restart. */
  readonly root: string;
  startRoot(): Promise<RunningHalGateway>;
  start(subgraph: TestSubgraph): Promise<RunningSubgraph>;
  /** Starts the GraphQL gateway. */
  startGateway(): Promise<RunningGateway>;
  execute(gateway: RunningGateway, query: string): Promise<GatewayResponse>;
  close(): Promise<void>;
}

export const subgraphs = { venues, events };
export const acrossBoth = '{ venues { name events { title } } event(id: "1") { title } }';

/** What all services answer. */
export const complete = {
  venues: [
    { name: 'Boardroom', events: [{ title: 'All Hands' }] },
    { name: 'Garden', events: [{ title: 'All Hands' }] },
  ],
  event: { title: 'Event 1' },
};

/** Prepares the parts; none is running. */
export async function prepareRestarts(): Promise<RestartedGateway> {
  const stack = new AsyncDisposableStack();
  const directory = await mkdtemp(path.join(tmpdir(), 'event-buddy-saved-graph-'));
  stack.defer(() => rm(directory, { recursive: true, force: true }));
  const port = String(await freePort());
  const root = `http://localhost:${port}`;
  const file = path.join(directory, 'graphql-gateway', 'supergraph.json');
  const settings = { ...fastSettings, gatewayUrl: root, supergraphFile: file };
  const store = { DATA_DIR: directory };
  return {
    file,
    root,
    startRoot: async () => use(stack, await startHalGateway(halGatewaySettings({ ...store, PORT_HAL_GATEWAY: port }))),
    start: async (subgraph) => use(stack, await startSubgraph(subgraph, root)),
    startGateway: async () => use(stack, await startGateway(settings)),
    execute: (gateway, query) => execute(`http://localhost:${gateway.port}/graphql`, query),
    close: closerOf(stack),
  };
}

/** Starts everything, and stops the GraphQL gateway when it has served all. */
export async function serveOnce({ startRoot, start, startGateway: startOne }: RestartedGateway) {
  const halGateway = await startRoot();
  const running = { venues: await start(venues), events: await start(events) };
  const gateway = await startOne();
  await until(() => [venues, events].every(({ name }) => stateOf(gateway, name) === 'serving'));
  await gateway.close();
  return { halGateway, ...running };
}
