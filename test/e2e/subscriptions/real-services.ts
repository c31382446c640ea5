import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { credentials, graphql, type HalBody } from '../../support/clients.ts';
import { embeddedStore } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';
import { until } from '../../support/until.ts';

const changes = gql`
  subscription Changes {
    eventsChanged {
      kind
      id
      event {
        id
        title: name
        venue {
          name
        }
        registrations {
          totalCount
        }
      }
    }
  }
`;

describe('a subscription through the gateway to real services', () => {
  let system: TestSystem;
  let client: ApolloClient;
  beforeAll(async () => {
    system = await startTestSystem(async () => {
      const store = await embeddedStore.open();
      return { ...store, env: { ...store.env, STORE_POLL_MS: '20' } };
    });
    const link = new HttpLink({ uri: system.graphql, headers: credentials('manderson') });
    client = new ApolloClient({ link, cache: new InMemoryCache() });
  });
  afterAll(async () => {
    client.stop();
    await system.close();
  });

  const run = async (query: string): Promise<HalBody> => {
    const { data, errors } = await graphql(system.graphql, query, { as: 'manderson' });
    expect(errors).toBeUndefined();
    return data;
  };

  it('tells Apollo Client what happens to events, with fields of other services', async () => {
    const results: HalBody[] = [];
    const errors: unknown[] = [];
    const subscription = client
      .subscribe({ query: changes })
      .subscribe({ next: (result) => results.push(result), error: (error) => errors.push(error) });
    const [venue] = (await run('{ venues(first: 1) { nodes { id name } } }')).venues.nodes;
    const create = async (name: string, date: string): Promise<string> => {
      const input = `{ name: "${name}", date: "${date}", time: "10:00:00", duration: "PT1H", venue: "${venue.id}" }`;
      const query = `mutation { createEvent(input: ${input}) { ... on CreateEventSuccess { event { id } } ... on Problem { detail } } }`;
      return (await run(query)).createEvent.event.id;
    };
    // The subscription begins some time after `subscribe`.
    for (let day = 1; results.length === 0; day++) {
      await create('Begin', `2031-01-${String(day).padStart(2, '0')}`);
      await until(() => results.length > 0, 1000).catch(() => undefined);
    }
    const id = await create('Retrospective', '2032-03-01');
    const told = () => results.map(({ data }) => data.eventsChanged).filter((change) => change.id === id);
    await until(() => told().length === 1);
    const event = { id, title: 'Retrospective', venue: { name: venue.name }, registrations: { totalCount: 0 } };
    expect(told()[0]).toMatchObject({ kind: 'CREATED', event });
    await run(`mutation { registerForEvent(id: "${id}", username: "phartman") { __typename } }`);
    await run(`mutation { changeEvent(id: "${id}", ifMatch: "*", input: { name: "Review" }) { __typename } }`);
    await until(() => told().at(-1)?.event?.title === 'Review');
    expect(told().at(-1)).toMatchObject({ kind: 'CHANGED', event: { registrations: { totalCount: 1 } } });
    await run(`mutation { cancelRegistration(id: "${id}", username: "phartman") { __typename } }`);
    await run(`mutation { removeEvent(id: "${id}", ifMatch: "*") { __typename } }`);
    await until(() => told().at(-1)?.kind === 'REMOVED');
    expect(told().at(-1).event).toBeNull();
    expect(errors).toEqual([]);
    subscription.unsubscribe();
  });

  it('is refused to those who are not signed in', async () => {
    const response = await fetch(system.graphql, {
      method: 'POST',
      headers: { accept: 'multipart/mixed;subscriptionSpec=1.0, application/json', 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'subscription { eventsChanged { id } }' }),
    });
    const { errors } = await response.json();
    expect([response.status, errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
  });
});
