import { afterEach, describe, expect, it } from '@jest/globals';
import { graphql } from '../../support/clients.ts';
import { embeddedWith } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';
import { startIngress, tracedServices, type Ingress } from './fake-ingress.ts';

const studio = { APOLLO_KEY: 'service:event-buddy:rosebud', APOLLO_GRAPH_REF: 'event-buddy@current' };

const resources: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of resources.splice(0).toReversed()) await each.close();
});

/** Starts the system with additional environment variables. */
async function start(env: Readonly<Record<string, string>>): Promise<TestSystem> {
  const system = await startTestSystem(embeddedWith(env));
  resources.push(system);
  return system;
}

async function openIngress(status?: number): Promise<Ingress> {
  const running = await startIngress(status);
  resources.push(running);
  return running;
}

const listVenues =
  'query LookAround($first: Int) { venues(first: $first) { nodes { name events { nodes { name } } } } }';
const createAccount = `mutation Hire($input: CreateAccountInput!) {
  createAccount(input: $input) { __typename ... on Problem { detail } }
}`;
const createAccountWithLiterals = `mutation HireInWords {
  createAccount(input: { username: "loudhailer", name: "Lou Dhailer", password: "literal-secret-9", role: MEMBER }) {
    __typename
  }
}`;
const newcomer = { username: 'whisperer', name: 'Wil Hisper', password: 'variable-secret-8', role: 'MEMBER' };

describe('with APOLLO_KEY and APOLLO_GRAPH_REF', () => {
  it('the gateway reports operations with traces of each service, but no values', async () => {
    const apollo = await openIngress();
    const system = await start({ ...studio, APOLLO_USAGE_REPORTING_ENDPOINT: apollo.url });
    const first = await graphql(system.graphql, listVenues, { as: 'phartman', variables: { first: 4 } });
    expect(first.data.venues.nodes).toHaveLength(4);
    await graphql(system.graphql, createAccount, { as: 'hreagan', variables: { input: newcomer } });
    await graphql(system.graphql, createAccount, { as: 'phartman', variables: { input: newcomer } });
    await graphql(system.graphql, createAccountWithLiterals, { as: 'hreagan' });
    await graphql(system.graphql, listVenues, { as: 'nobody-at-all' });
    await system.close();

    expect(apollo.received.length).toBeGreaterThan(0);
    for (const { path, key, report } of apollo.received)
      expect([path, key, report.header?.graphRef]).toEqual(['/api/ingress/traces', ...Object.values(studio)]);
    const operations = new Map(apollo.received.flatMap(({ report }) => Object.entries(report.tracesPerQuery)));
    const signatures = [...operations.keys()].join('\n');
    expect(signatures).toContain('# LookAround\nquery LookAround($first:Int){venues(first:$first){nodes{');
    expect(signatures).toContain('# Hire\nmutation Hire($input:CreateAccountInput!){createAccount(input:$input){');
    expect(signatures).toContain('# HireInWords\nmutation HireInWords{createAccount(input:{}){__typename}}');

    const traced = [...operations].flatMap(([name, { trace }]) =>
      name.startsWith('# LookAround') ? (trace ?? []).flatMap(tracedServices) : [],
    );
    expect(new Set(traced)).toEqual(new Set(['venues-service', 'events-service']));

    const body = Buffer.concat(apollo.received.map(({ bytes }) => bytes)).toString('latin1');
    const basic = Buffer.from('hreagan:password').toString('base64');
    const { username, name, password } = newcomer;
    const sentIn = [username, name, password, 'loudhailer', 'Lou Dhailer', 'literal-secret-9', basic, 'Basic '];
    const answered = ['Daily Standup', 'may not', 'hreagan', 'nobody-at-all', 'password', 'authorization'];
    for (const secret of [...sentIn, ...answered]) expect([secret, body.includes(secret)]).toEqual([secret, false]);
  });

  it('responses do not change if Apollo rejects reports', async () => {
    const apollo = await openIngress(500);
    const system = await start({ ...studio, APOLLO_USAGE_REPORTING_ENDPOINT: apollo.url });
    const response = await graphql(system.graphql, listVenues, { as: 'phartman', variables: { first: 1 } });
    expect(response).toMatchObject({ status: 200, errors: undefined });
    expect(Object.keys(await gatewayResponse(system))).toEqual(['data']);
    await system.close();
    expect(apollo.received.length).toBeGreaterThan(0);
  });
});

describe('with APOLLO_KEY alone', () => {
  it('nothing is reported, and no service returns traces', async () => {
    const apollo = await openIngress();
    const system = await start({ APOLLO_KEY: studio.APOLLO_KEY, APOLLO_USAGE_REPORTING_ENDPOINT: apollo.url });
    await graphql(system.graphql, listVenues, { as: 'phartman' });
    const traced = await tracedSubgraphResponse(system);
    await system.close();
    expect(Object.keys(traced)).toEqual(['data']);
    expect(apollo.received).toEqual([]);
  });
});

const query = JSON.stringify({ query: listVenues, variables: { first: 1 } });
const headers = { 'content-type': 'application/json', authorization: `Basic ${btoa('phartman:password')}` };

async function gatewayResponse(system: TestSystem): Promise<object> {
  const response = await fetch(system.graphql, { method: 'POST', headers, body: query });
  return response.json() as Promise<object>;
}

/** Returns the response of a service to a request for a trace. */
async function tracedSubgraphResponse(system: TestSystem): Promise<object> {
  const response = await fetch(`${system.services.venues.url}/graphql`, {
    method: 'POST',
    headers: { ...headers, 'apollo-federation-include-trace': 'ftv1' },
    body: JSON.stringify({ query: '{ venues(first: 1) { nodes { name } } }' }),
  });
  return response.json() as Promise<object>;
}
