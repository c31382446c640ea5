import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Kind, parse } from 'graphql';
import { composeOnce } from '../../gateway/compose/composer.ts';
import { schemaFolder } from './published.ts';

const read = (file: string): string => readFileSync(`${schemaFolder}/${file}`, 'utf8');

/** Returns the subgraphs of `supergraph.yaml`, as rover reads them. */
const configuredSubgraphs = () =>
  [
    ...read('supergraph.yaml').matchAll(
      /^ {2}(\S+):\n {4}routing_url: (\S+)\n {4}schema:\n {6}file: \.\/(\S+)$/gm,
    ),
  ].map(([, name = '', routingUrl = '', file = '']) => ({ name, routingUrl, sdl: read(file) }));

/** Returns the URL of each subgraph in a supergraph, by name. */
const routingUrls = (supergraphSdl: string): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(
    [...supergraphSdl.matchAll(/@join__graph\(name: "(.*?)", url: "(.*?)"\)/g)].map(([, name, url]) => [name, url]),
  );

describe('the published supergraph', () => {
  it('has the routing URLs of the configuration for rover', () => {
    const configured = configuredSubgraphs().map(({ name, routingUrl }) => [name, routingUrl]);
    expect(routingUrls(read('supergraph.graphql'))).toEqual(Object.fromEntries(configured));
    const files = readdirSync(schemaFolder).filter((file) => /^(.*-service|gateway)\.graphql$/.test(file));
    expect(configured.length).toBe(files.length);
    for (const [, url = ''] of configured) expect(new URL(url)).toMatchObject({ protocol: 'http:', pathname: '/graphql' });
  });

  it('is what its configuration composes to', async () => {
    expect(await composeOnce(configuredSubgraphs())).toMatchObject({ supergraphSdl: read('supergraph.graphql') });
  });
});

describe('every published schema', () => {
  const schemas = readdirSync(schemaFolder).filter((file) => file.endsWith('.graphql'));

  it.each(schemas)('is readable for parsers without descriptions of the schema itself: %s', (file) => {
    const definitions = parse(read(file)).definitions.filter(({ kind }) => kind === Kind.SCHEMA_DEFINITION);
    expect(definitions.filter((each) => 'description' in each && each.description !== undefined)).toEqual([]);
  });

  it.each(schemas)('explains how to use it where all clients look, at the root of queries: %s', (file) => {
    const queryType = parse(read(file)).definitions.find((each) => 'name' in each && each.name?.value === 'Query');
    expect(queryType).toMatchObject({ description: { value: expect.stringContaining('Authenticate with the') } });
  });
});
