import { expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { startService } from '../../kit/service/start.ts';
import { serviceSettings } from '../../kit/service/settings.ts';
import type { DomainWord } from '../../scripts/domain.ts';
import { hal } from '../support/clients.ts';
import { testStores } from '../support/stores.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';
import { equipment } from './equipment.ts';
import type { ContractPlan, ContractSubject } from './resource/contract-context.ts';
import { resourceContract } from './resource/resource-contract.ts';
import { product } from '../../product/product.ts';

const root = { as: 'root' } as const;

const firstId = async (system: TestSystem, rel: string): Promise<string> =>
  (await hal('GET', system.href(rel), root)).body._embedded[rel][0]._id as string;

let counter = 0;
const newId = async (system: TestSystem, rel: string, body: object): Promise<string> =>
  (await hal('POST', system.href(rel), { ...root, body })).body._id as string;
const newAccount = (system: TestSystem): Promise<string> =>
  newId(system, 'account', {
    username: `contract${counter++}`,
    name: 'Somebody',
    role: 'member',
    password: 'a password',
  });
const newVenue = (system: TestSystem): Promise<string> =>
  newId(system, 'venue', { name: `Contract ${counter++}`, capacity: 1000 });

interface ContractCase {
  readonly word: DomainWord;
  readonly plan: Omit<ContractPlan, 'store'>;
  readonly references: (system: TestSystem) => Promise<Record<string, string>>;
  readonly parent?: string;
}

const withEnumCase = (fields: Readonly<Record<string, unknown>>, field: string) =>
  field in fields
    ? {
        ...fields,
        [field]: String(fields[field])
          .replace(/(?=[A-Z])/g, '_')
          .toUpperCase(),
      }
    : fields;

const cases: readonly ContractCase[] = [
  {
    word: 'venues',
    references: () => Promise.resolve({}),
    plan: {
      name: 'venue',
      plural: 'venues',
      sample: (index) => ({ name: `Venue ${index}`, capacity: 10 + index }),
      change: { field: 'description', value: 'by the sea', invalidValue: 7 },
      uniqueText: 'name',
    },
  },
  {
    word: 'events',
    parent: 'venue',
    references: async (system) => ({ venue: await newVenue(system) }),
    plan: {
      name: 'event',
      plural: 'events',
      sample: (index) => ({
        name: `Event ${index}`,
        date: '2025-06-01',
        time: `${String(10 + (index % 10))}:${String(index % 60).padStart(2, '0')}:00`,
        duration: 'PT1M',
      }),
      change: { field: 'duration', value: 'PT30S', invalidValue: 'P1M' },
    },
  },
  {
    word: 'registrations',
    references: async (system) => ({ event: await largeEventOf(system), account: await newAccount(system) }),
    plan: { name: 'registration', plural: 'registrations', sample: () => ({}) },
  },
  {
    word: 'accounts',
    references: () => Promise.resolve({}),
    plan: {
      name: 'account',
      plural: 'accounts',
      sample: (index) => ({
        username: `user${index}`,
        name: `User ${index}`,
        role: 'member',
        password: `secret ${index}`,
      }),
      change: { field: 'role', value: 'hr', invalidValue: 'admin' },
      toGraphql: (fields) => withEnumCase(fields, 'role'),
      hidden: ['password'],
      uniqueText: 'username',
    },
  },
];

const eventsBySystem = new WeakMap<TestSystem, Promise<string>>();
/** Returns the id of an event with enough seats for all tests. */
function largeEventOf(system: TestSystem): Promise<string> {
  const references = eventsBySystem.get(system) ?? createLargeEvent(system);
  eventsBySystem.set(system, references);
  return references;
}
async function createLargeEvent(system: TestSystem): Promise<string> {
  const list = `${system.href('event')}/venue/${await newVenue(system)}`;
  const event = { name: 'Large event', date: '2025-07-01', time: '10:00:00', duration: 'PT1H' };
  return (await hal('POST', list, { ...root, body: event })).body._id as string;
}

const subjectUrls = (url: string, plural: string): Pick<ContractSubject, 'collection' | 'graphql'> => ({
  collection: `${url}/${plural}`,
  graphql: `${url}/graphql`,
});

for (const { name, open } of testStores) {
  for (const { word, plan, references, parent } of cases)
    resourceContract({ ...plan, store: name }, async () => {
      const system = await startTestSystem(open);
      const urls = subjectUrls(system.services[word].url, plan.plural);
      return {
        ...urls,
        list: (references) =>
          parent === undefined ? urls.collection : `${urls.collection}/${parent}/${references[parent] ?? ''}`,
        references: () => references(system),
        close: () => system.close(),
      };
    });

  resourceContract(
    {
      store: name,
      name: 'equipment',
      plural: 'equipmentItems',
      sample: (index) => ({ name: `Chair ${index}`, condition: 'inRepair' }),
      toGraphql: (fields) => withEnumCase(fields, 'condition'),
      change: { field: 'condition', value: 'worn', invalidValue: 'perfect' },
    },
    async () => {
      const system = await startTestSystem(open);
      const settings = serviceSettings(system.env, {
        name: 'equipment-service',
        port: 0,
        portVariable: 'PORT_EQUIPMENT',
        product,
      });
      const service = await startService(equipment, settings);
      await service.registered();
      const venue = await firstId(system, 'venue');
      const urls = subjectUrls(service.url, 'equipmentItems');
      return {
        ...urls,
        list: () => `${urls.collection}/venue/${venue}`,
        references: () => Promise.resolve({ venue }),
        close: async () => {
          await service.close();
          await system.close();
        },
      };
    },
  );
}

it('defines a resource outside the domain in at most 40 lines', async () => {
  const source = await readFile(new URL('./equipment.ts', import.meta.url), 'utf8');
  expect(source.trimEnd().split('\n').length).toBeLessThanOrEqual(40);
});
