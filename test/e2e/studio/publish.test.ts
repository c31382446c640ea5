import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { runScript } from '../../support/processes.ts';
import { describeIf } from '../../support/skip-reasons.ts';
import { hasRover, offlineEnv, roverMissingNotice } from '../../support/rover.ts';

const studio = { APOLLO_KEY: 'service:event-buddy:rosebud', APOLLO_GRAPH_REF: 'event-buddy@current' };

const registryOperation = z.looseObject({ operationName: z.string(), variables: z.record(z.string(), z.unknown()) });
type RegistryOperation = z.infer<typeof registryOperation>;

/** The members that rover reads from Apollo's response to a publication. */
const published = {
  compositionConfig: { schemaHash: 'abc123' },
  errors: [],
  didUpdateGateway: true,
  serviceWasCreated: true,
  serviceWasUpdated: true,
  launchUrl: null,
  launchCliCopy: null,
};

/** A fake of Apollo's registry on loopback. */
const receivedOperations: (RegistryOperation & { key: unknown })[] = [];
let rejectsPublications = false;
const registry = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
  request.on('end', () => {
    receivedOperations.push({ ...registryOperation.parse(JSON.parse(body)), key: request.headers['x-api-key'] });
    const data = { frontendUrlRoot: 'http://localhost', graph: { variants: [], publishSubgraph: published } };
    const content = rejectsPublications ? { data: null, errors: [{ message: 'this key may not publish' }] } : { data };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(content));
  });
});
let url: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
  const address = registry.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/graphql`;
});
afterAll(() => new Promise((resolve) => registry.close(resolve)));
beforeEach(() => {
  rejectsPublications = false;
  receivedOperations.splice(0);
});

const run = (env: Readonly<Record<string, string>>) =>
  runScript(['schema-publish.ts'], {
    ...offlineEnv,
    APOLLO_REGISTRY_URL: url,
    APOLLO_KEY: '',
    APOLLO_GRAPH_REF: '',
    ...env,
  });

const mutations = (): typeof receivedOperations =>
  receivedOperations.filter(({ operationName }) => operationName === 'SubgraphPublishMutation');

describe('npm run schema:publish', () => {
  it('publishes nothing, and names the missing settings, without both the key and the graph', async () => {
    for (const env of [{}, { APOLLO_KEY: studio.APOLLO_KEY }, { APOLLO_GRAPH_REF: studio.APOLLO_GRAPH_REF }]) {
      const script = run(env);
      expect(await script.exited).toBe(1);
      expect(script.output()).toContain('APOLLO_KEY and APOLLO_GRAPH_REF must both be set');
    }
    expect(receivedOperations).toEqual([]);
  });
});

describeIf(hasRover(), roverMissingNotice)('npm run schema:publish with rover', () => {
  it('publishes the schema of each subgraph from schema/', async () => {
    const script = run(studio);
    expect([await script.exited, script.output()]).toEqual([0, expect.stringContaining('events-service')]);
    const names = ['venues-service', 'registrations-service', 'events-service', 'accounts-service', 'gateway'];
    const expected = names.map(async (subgraph) => ({
      key: studio.APOLLO_KEY,
      variables: {
        graph_id: 'event-buddy',
        variant: 'current',
        subgraph,
        url: expect.stringMatching(/^http:\/\/localhost:\d+\/graphql$/),
        schema: { sdl: await readFile(`schema/${subgraph}.graphql`, 'utf8') },
      },
    }));
    expect(mutations()).toMatchObject(await Promise.all(expected));
  });

  it('exits with 1 at the first schema that the registry rejects', async () => {
    rejectsPublications = true;
    const script = run(studio);
    expect([await script.exited, script.output()]).toEqual([1, expect.stringContaining('this key may not publish')]);
    expect(new Set(mutations().map(({ variables }) => variables['subgraph']))).toEqual(new Set(['venues-service']));
  });
});
