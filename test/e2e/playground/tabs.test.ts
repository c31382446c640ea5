import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildClientSchema, getIntrospectionQuery, parse, validate } from 'graphql';
import { exampleOperationsOf } from '../../../kit/graphql/playground/example-operations.ts';
import type { RunningService } from '../../../kit/service/start.ts';
import { serviceParts } from '../../support/parts.ts';
import { serviceWords } from '../../../scripts/parts.ts';
import { equipment } from '../../contract/equipment.ts';
import { graphql, hal, type HalBody } from '../../support/clients.ts';
import { startExtraService } from '../../support/extra-service.ts';
import { embeddedStore } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';
import { createRunner, gatewayTabs, isSubscription, optionsOf, tabsOf } from './page.ts';

const ofService = Object.entries(serviceParts).map(([word, { definition }]) => [word, definition] as const);

describe("the playground's tabs", () => {
  let system: TestSystem;
  let fifthService: RunningService;
  const endpoints: Record<string, string> = {};

  beforeAll(async () => {
    system = await startTestSystem(embeddedStore.open);
    fifthService = await startExtraService(equipment, system.env);
    await fifthService.registered();
    await fifthService.refreshRoot();
    endpoints['gateway'] = system.graphql;
    endpoints['equipment'] = `${fifthService.url}/graphql`;
    for (const [word, { url }] of Object.entries(system.services)) endpoints[word] = `${url}/graphql`;
  });
  afterAll(async () => {
    await fifthService.close();
    await system.close();
  });
  const endpointOf = (name: string): string => endpoints[name] ?? '';

  const types = (response: HalBody): readonly string[] =>
    Object.values(response.data as Record<string, HalBody>).map((result) => result.__typename ?? 'a query result');

  it.each(['gateway', 'equipment', ...serviceWords])('are valid against the schema: %s', async (name) => {
    const introspected = await graphql(endpointOf(name), getIntrospectionQuery());
    const schema = buildClientSchema(introspected.data);
    const tabs = await tabsOf(endpointOf(name));
    expect(tabs.length).toBeGreaterThan(3);
    for (const { query } of tabs) expect([query, validate(schema, parse(query))]).toEqual([query, []]);
    expect(new Set(tabs.map((tab) => tab.name)).size).toBe(tabs.length);
  });

  it('succeed on the demo data if run from left to right', async () => {
    const tabs = await tabsOf(system.graphql);
    expect(tabs.map(({ name }) => name)).toEqual(gatewayTabs);
    const { run } = createRunner(system.graphql, tabs);
    const responses = [];
    for (const tab of tabs.filter((each) => !isSubscription(each))) responses.push(await run(tab));
    const [lookAround, whoAmI, booked, registered, full, deferred] = responses;
    expect(responses.flatMap(({ errors }) => errors ?? [])).toEqual([]);
    expect(lookAround.data.venues.totalCount).toBe(4);
    expect(whoAmI.data.viewer).toMatchObject({
      username: 'phartman',
      role: 'MEMBER',
      account: { name: 'Pat Hartman' },
    });
    expect(booked.data.createEvent).toMatchObject({ __typename: 'CreateEventSuccess' });
    expect(registered.data.registerForEvent).toMatchObject({
      changed: true,
      message: 'phartman is registered',
      event: { name: 'Retrospective' },
    });
    expect(full.data).toMatchObject({
      first: { message: 'clopez is registered' },
      second: { __typename: 'EventFull', capacity: 5 },
    });
    expect(deferred).toEqual({
      data: {
        event: {
          ...{ name: 'Retrospective', date: '2025-02-10', time: '15:00:00' },
          venue: { name: expect.any(String), capacity: expect.any(Number) },
          registrations: { totalCount: 1, nodes: [{ account: { name: 'Pat Hartman' } }] },
        },
      },
    });
    expect((await run(tabs[2]!)).data.createEvent).toMatchObject({ __typename: 'Overlap' });
  });

  it.each(ofService)('create, change and remove if run from left to right: %s', async (name, definition) => {
    const tabs = await tabsOf(endpointOf(name));
    expect(tabs).toHaveLength(exampleOperationsOf(definition).length);
    const { run } = createRunner(endpointOf(name), tabs);
    for (const tab of tabs.filter((each) => !isSubscription(each))) {
      const response = await run(tab);
      expect([tab.name, response.errors]).toEqual([tab.name, undefined]);
      for (const type of types(response)) expect(type).toMatch(/Success$|^a query result$/);
    }
  });

  it.each(ofService)('watch what changes until they are stopped: %s', async (name, definition) => {
    const tabs = await tabsOf(endpointOf(name));
    const { run, start } = createRunner(endpointOf(name), tabs);
    const results = start(tabs.find(isSubscription)!);
    let first: HalBody;
    const told = results.next().then(({ value }) => void (first = value));
    // The subscription begins some time after it is started.
    while (first === undefined) for (const tab of tabs.filter((each) => !isSubscription(each))) await run(tab);
    await told;
    expect(first.errors).toBeUndefined();
    const change = { kind: expect.stringMatching(/^(CREATED|CHANGED|REMOVED)$/), id: expect.any(String) };
    expect(first.data[`${definition.plural}Changed`]).toMatchObject(change);
    await results.return();
    while (!(await results.next()).done);
  });

  it('create, change and remove an unknown resource, once an item with a venue exists', async () => {
    const tabs = await tabsOf(endpointOf('equipment'));
    expect(tabs.map((tab) => tab.name)).toEqual([
      ...['EquipmentItems', 'Equipment', 'CreateEquipment', 'ChangeEquipment', 'RemoveEquipment'],
      'WatchEquipmentItems',
    ]);
    const venues = await hal('GET', system.href('venue'), { as: 'root' });
    const venueId = venues.body._embedded.venue[0]._id;
    const body = { name: 'Projector', condition: 'new' };
    await hal('POST', `${fifthService.url}/equipmentItems/venue/${venueId}`, { as: 'root', body });
    const { run } = createRunner(endpointOf('equipment'), tabs);
    for (const tab of tabs.filter((each) => !isSubscription(each))) {
      const response = await run(tab);
      expect([tab.name, response.errors]).toEqual([tab.name, undefined]);
      for (const type of types(response)) expect(type).toMatch(/Success$|^a query result$/);
    }
  });

  it('return Stale if the etag is outdated, and take the current one from that result', async () => {
    const tabs = await tabsOf(endpointOf('venues'));
    const tab = (name: string) => tabs.find((each) => each.name === name)!;
    const { run } = createRunner(endpointOf('venues'), tabs);
    const { id } = (await run(tab('CreateVenue'))).data.createVenue.venue;
    const change = { as: 'root', body: { capacity: 11 }, headers: { 'if-match': '*' } };
    await hal('PATCH', `${system.href('venue')}/${id}`, change);
    expect(types(await run(tab('RemoveVenue')))).toEqual(['Stale']);
    expect(types(await run(tab('RemoveVenue')))).toEqual(['RemoveVenueSuccess']);
  });

  it('sign in as root with the default password, and contain no credentials if it is changed', async () => {
    expect((await optionsOf(endpointOf('venues'))).headers).toContain('\n  "Authorization": "Basic root:password"');
    const env = { ...system.env, AUTH_ROOT_PASSWORD: 'a secret' };
    const other = await startExtraService(equipment, env, 'another-service');
    const { headers } = await optionsOf(`${other.url}/graphql`);
    await other.close();
    expect(headers).toContain('\n  // "Authorization": "Basic username:password"');
    expect(headers).not.toContain('a secret');
  });
});
