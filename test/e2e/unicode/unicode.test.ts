import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { startDomainSystem, type DomainSystem } from '../../../scripts/domain.ts';
import { freePorts } from '../../../scripts/system.ts';
import { graphql, hal, type HalBody } from '../../support/clients.ts';
import { testStores, type TestStore } from '../../support/stores.ts';
import { generousTimeouts, unthrottledSignIn } from '../../support/generous-timeouts.ts';

const root = { as: 'root' } as const;
const perFace = 10;

/** Texts that stores or protocols may treat specially, and any others. */
const separators = [
  '\n',
  '\v',
  '\f',
  '\r',
  '\0',
  '\u0085',
  '\u2028',
  '\u2029',
  '"',
  '\\',
  '\uFEFF',
  '\u200B',
  '𝕏',
  'e\u0301',
];
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 50 }),
  fc.string({ unit: fc.constantFrom('a', ...separators), maxLength: 20 }),
);
const texts = fc.array(text, { minLength: 2 * perFace, maxLength: 2 * perFace });

type Fields = Readonly<Record<string, unknown>>;

/** A resource, with the members of its n-th document that contain the given text. */
interface Resource {
  readonly word: 'venues' | 'events' | 'accounts';
  readonly rel: string;
  readonly type: string;
  readonly textFields: readonly string[];
  readonly members: (index: number, text: string) => Fields;
}

const resources: readonly Resource[] = [
  {
    word: 'venues',
    rel: 'venue',
    type: 'Venue',
    textFields: ['name', 'description'],
    members: (index, value) => ({ name: `${index} ${value}`, description: value, capacity: 100 }),
  },
  {
    word: 'events',
    rel: 'event',
    type: 'Event',
    textFields: ['name', 'description'],
    members: (index, value) => ({
      name: `${index} ${value}`,
      description: value,
      date: `2030-01-${String(index + 1).padStart(2, '0')}`,
      time: '10:00:00',
      duration: 'PT1H',
    }),
  },
  {
    word: 'accounts',
    rel: 'account',
    type: 'Account',
    textFields: ['name'],
    members: (index, value) => ({ username: `user${index}`, name: `${index} ${value}`, password: 'a long password' }),
  },
];

for (const { name: storeName, open } of testStores)
  describe(`any text, on ${storeName}`, () => {
    let store: TestStore;
    let system: DomainSystem;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(async () => {
      await system.close();
      await store.close();
    });
    const start = async (): Promise<void> => {
      system = await startDomainSystem({ ...freePorts, ...generousTimeouts, ...unthrottledSignIn, ...store.env });
    };
    const collection = ({ word }: Resource): string => `${system.services[word].url}/${word}`;

    async function createThroughHal(resource: Resource, documents: readonly Fields[], venue: string): Promise<void> {
      const list = resource.word === 'events' ? `${collection(resource)}/venue/${venue}` : collection(resource);
      const role = resource.word === 'accounts' ? { role: 'member' } : {};
      const body = documents.map((document) => ({ ...document, ...role }));
      const created = await hal('POST', list, { ...root, body, headers: { 'idempotency-key': '"once"' } });
      expect([created.status, created.body._issues]).toEqual([201, undefined]);
    }

    async function createThroughGraphql(
      resource: Resource,
      documents: readonly Fields[],
      venue: string,
    ): Promise<void> {
      const { type } = resource;
      const own = { events: { venue }, accounts: { role: 'MEMBER' }, venues: {} }[resource.word];
      const inputs = documents.map((document) => ({ ...document, ...own }));
      const mutation = `mutation ($inputs: [Create${type}Input!]!) { result: create${type}s(inputs: $inputs) { __typename } }`;
      const { data, errors } = await graphql(`${system.gateway}/graphql`, mutation, { ...root, variables: { inputs } });
      expect([data?.result.__typename, errors]).toEqual([`Create${type}sSuccess`, undefined]);
    }

    /** Returns the text fields of all documents with a number in their name, by that number. */
    const byNumber = (documents: readonly HalBody[], { textFields }: Resource): Readonly<Record<string, unknown>> =>
      Object.fromEntries(
        documents
          .filter(({ name }) => /^\d+ /.test(name))
          .map((document) => [parseInt(document.name), textFields.map((field) => document[field])]),
      );

    async function readThroughBothFaces(resource: Resource): Promise<readonly Readonly<Record<string, unknown>>[]> {
      const list = await hal('GET', `${collection(resource)}?max_results=100`, root);
      const query = `{ list: ${resource.word}(first: 100) { nodes { ${resource.textFields.join(' ')} } } }`;
      const { data } = await graphql(`${system.gateway}/graphql`, query, root);
      return [list.body._embedded[resource.rel], data.list.nodes].map((documents) => byNumber(documents, resource));
    }

    it('comes back after a restart, in every text field of every resource, through both faces', async () => {
      await start();
      const place = { name: 'The place', capacity: 1000 };
      const venue = (await hal('POST', collection(resources[0]!), { ...root, body: place })).body._id as string;
      let titles: readonly string[] = [];
      const written = new Map<Resource, readonly Fields[]>();
      const create = fc.asyncProperty(texts, async (values) => {
        titles = values;
        for (const resource of resources) {
          const documents = values.map((value, index) => resource.members(index, value));
          written.set(resource, documents);
          await createThroughHal(resource, documents.slice(0, perFace), venue);
          await createThroughGraphql(resource, documents.slice(perFace), venue);
        }
      });
      await fc.assert(create, { numRuns: 1, endOnFailure: true });
      const rels = { some: titles.map((title) => ({ href: '/', title })) };
      const foreign = { name: 'foreign', baseUrl: 'http://localhost:1', rels };
      expect((await hal('POST', `${system.halGateway}/gateway_registrations`, { body: foreign })).status).toBe(201);
      await system.close();
      await start();
      for (const resource of resources) {
        const expected = byNumber(written.get(resource) ?? [], resource);
        expect(await readThroughBothFaces(resource)).toEqual([expected, expected]);
        await createThroughHal(resource, (written.get(resource) ?? []).slice(0, perFace), venue);
      }
      const registered = await hal('GET', `${system.halGateway}/gateway_registrations/foreign`);
      expect(registered.body.rels.some.map(({ title }: HalBody) => title)).toEqual(titles);
    });
  });
