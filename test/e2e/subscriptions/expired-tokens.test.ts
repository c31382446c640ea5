import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { credentials, graphql, hal } from '../../support/clients.ts';
import { embeddedStore } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';
import { until } from '../../support/until.ts';

const query = 'subscription { venuesChanged { kind venue { name events { totalCount } } } }';
const tokenSeconds = 10;

describe('a subscription through the gateway that is open for longer than a token is valid', () => {
  let system: TestSystem;
  const controller = new AbortController();
  beforeAll(async () => {
    const settings = { AUTH_TOKEN_SECONDS: String(tokenSeconds), SUBSCRIPTION_CHECK_SECONDS: '1' };
    system = await startTestSystem(() => embeddedStore.open(), settings);
  });
  afterAll(async () => {
    controller.abort();
    await system.close();
  });

  /** Subscribes, and returns the text that has been received so far, and whether the stream has ended. */
  async function subscribe(authorization: string) {
    const headers = { accept: 'text/event-stream', 'content-type': 'application/json', authorization };
    const body = JSON.stringify({ query });
    const response = await fetch(system.graphql, { method: 'POST', headers, body, signal: controller.signal });
    expect(response.status).toBe(200);
    const received = { text: '', hasEnded: false };
    const read = async (): Promise<void> => {
      const decoder = new TextDecoder();
      for await (const chunk of response.body as AsyncIterable<Uint8Array>)
        received.text += decoder.decode(chunk, { stream: true });
      received.hasEnded = true;
    };
    void read().catch(() => undefined);
    return received;
  }

  const createVenue = (name: string) =>
    graphql(system.graphql, `mutation { createVenue(input: { name: "${name}", capacity: 5 }) { __typename } }`, {
      as: 'root',
    });
  const resultFor = (name: string) =>
    JSON.stringify({ data: { venuesChanged: { kind: 'CREATED', venue: { name, events: { totalCount: 0 } } } } });

  it('goes on for who has sent a password, without missing an event, and ends for who has sent a token', async () => {
    const { authorization = '' } = credentials('phartman');
    const { body } = await hal('GET', system.halGateway);
    const issued = await hal('POST', body._links.token.href, { as: 'phartman' });
    const withPassword = await subscribe(authorization);
    const withToken = await subscribe(`Bearer ${issued.body.access_token}`);
    await createVenue('Early');
    await until(() => withPassword.text.includes(resultFor('Early')) && withToken.text.includes(resultFor('Early')));

    const names: string[] = [];
    for (let second = 0; second <= tokenSeconds + 3; second++) {
      names.push(`Venue ${second}`);
      await createVenue(`Venue ${second}`);
      await delay(1000);
    }
    await until(() => withToken.hasEnded);
    expect(withToken.text).toContain('"code":"UNAUTHENTICATED"');
    await until(() => withPassword.text.includes(resultFor(names.at(-1)!)));
    const events = withPassword.text.match(/^data: \{.*$/gm) ?? [];
    expect(events).toEqual(['Early', ...names].map((name) => `data: ${resultFor(name)}`));
    expect(withPassword.hasEnded).toBe(false);
  });
});
