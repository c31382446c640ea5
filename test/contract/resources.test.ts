import { expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { startService } from '../../kit/service/start.ts';
import { serviceSettings } from '../../kit/service/settings.ts';
import type { ServiceWord } from '../../scripts/parts.ts';
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

let made = 0;
const newId = async (system: TestSystem, rel: string, body: object): Promise<string> =>
  (await hal('POST', system.href(rel), { ...root, body })).body._id as string;
const newAccount = (system: TestSystem): Promise<string> =>
  newId(system, 'account', { username: `contract${made++}`, name: 'Somebody', role: 'member', password: 'a password' });
const newVenue = (system: TestSystem): Promise<string> =>
  newId(system, 'venue', { name: `Contract ${made++}`, capacity: 1000 });

interface Case {
  readonly word: ServiceWord;
  readonly plan: Omit<ContractPlan, 'store'>;
  readonly references: (system: TestSystem) => Promise<Record<string, string>>;
  readonly parent?: string;
}

const shout = (fields: Readonly<Record<string, unknown>>, field: string) =>
  field in fields
    ? {
        ...fields,
        [field]: String(fields[field])
          .replace(/(?=[A-Z])/g, '_')
          .toUpperCase(),
      }
    : fields;

const cases: readonly Case[] = [
  {
    word: 'venues',
    references: () => Promise.resolve({}),
    plan: {
      name: 'venue',
      plural: 'venues',
      sample: (index) => ({ name: `Venue ${index}`, capacity: 10 + index }),
      change: { field: 'description', value: 'by the sea', refused: 7 },
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
      change: { field: 'duration', value: 'PT30S', refused: 'P1M' },
    },
  },
  {
    word: 'registrations',
    references: async (system) => ({ event: await firstEventAt(system), account: await newAccount(system) }),
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
      change: { field: 'role', value: 'hr', refused: 'admin' },
      toGraphql: (fields) => shout(fields, 'role'),
      hidden: ['password'],
    },
  },
];

const events = new WeakMap<TestSystem, Promise<string>>();
/** An event with room for everybody. */
function firstEventAt(system: TestSystem): Promise<string> {
  const known = events.get(system) ?? makeEvent(system);
  events.set(system, known);
  return known;
}
async function makeEvent(system: TestSystem): Promise<string> {
  const list = `${system.href('event')}/venue/${await newVenue(system)}`;
  const event = { name: 'For everybody', date: '2025-07-01', time: '10:00:00', duration: 'PT1H' };
  return (await hal('POST', list, { ...root, body: event })).body._id as string;
}

const subject = (url: string, plural: string): Pick<ContractSubject, 'collection' | 'graphql'> => ({
  collection: `${url}/${plural}`,
  graphql: `${url}/graphql`,
});

for (const { name, open } of testStores) {
  for (const { word, plan, references, parent } of cases)
    resourceContract({ ...plan, store: name }, async () => {
      const system = await startTestSystem(open);
      const at = subject(system.services[word].url, plan.plural);
      return {
        ...at,
        list: (known) => (parent === undefined ? at.collection : `${at.collection}/${parent}/${known[parent] ?? ''}`),
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
      toGraphql: (fields) => shout(fields, 'condition'),
      change: { field: 'condition', value: 'worn', refused: 'perfect' },
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
      const at = subject(service.url, 'equipmentItems');
      return {
        ...at,
        list: () => `${at.collection}/venue/${venue}`,
        references: () => Promise.resolve({ venue }),
        close: async () => {
          await service.close();
          await system.close();
        },
      };
    },
  );
}

it('takes at most 40 lines to define a resource that the domain has never heard of', async () => {
  const source = await readFile(new URL('./equipment.ts', import.meta.url), 'utf8');
  expect(source.trimEnd().split('\n').length).toBeLessThanOrEqual(40);
});
