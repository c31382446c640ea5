import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import traverson, { type TraversonResponse, type Done, type Traversal } from 'traverson';
import hal from 'traverson-hal';
import { credentials, type HalBody } from '../../support/clients.ts';
import { embeddedStore } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';

let system: TestSystem;
beforeAll(async () => {
  traverson.registerMediaType(hal.mediaType, hal);
  system = await startTestSystem(embeddedStore.open);
});
afterAll(() => system.close());

/** Follows links from the root. Only the last request has `If-Match`. */
function follow(as: string, links: readonly string[], ifMatch?: string): Traversal {
  const headers = credentials(as);
  const last = ifMatch === undefined ? { headers } : { headers: { ...headers, 'if-match': ifMatch } };
  const options = [...links.map(() => ({ headers })), last];
  return traverson
    .from(system.halGateway)
    .jsonHal()
    .follow(...links)
    .withRequestOptions(options);
}

const promisify = <T>(begin: (finish: Done<T>) => void): Promise<T> =>
  new Promise((resolve, reject) => {
    begin((error, result) => {
      if (error === null) resolve(result);
      else reject(error);
    });
  });

const read = async (traversal: Traversal): Promise<HalBody> => promisify((finish) => traversal.getResource(finish));
const sendRequest = async (
  begin: (finish: Done<TraversonResponse>) => void,
): Promise<{ status: number; body: HalBody }> => {
  const { statusCode, body } = await promisify(begin);
  return { status: statusCode, body: JSON.parse(body) };
};

describe('traverson with traverson-hal', () => {
  it('reads, searches and pages by following links from the root', async () => {
    const three = { max_results: 3 };
    const first = await read(follow('root', ['venue', 'search']).withTemplateParameters(three));
    expect(first._embedded.venue).toHaveLength(3);
    const rest = await read(follow('root', ['venue', 'search', 'next']).withTemplateParameters(three));
    expect(rest._embedded.venue.map(({ name }: HalBody) => name)).toEqual(['Main Boardroom']);
    const where = JSON.stringify({ name: 'Main Boardroom' });
    const links = ['venue', 'search', 'venue[0]', 'event'];
    const events = await read(follow('root', links).withTemplateParameters({ where }));
    expect(events._embedded.event[0].name).toBe('All Hands');
  });

  it('creates, changes, registers, cancels and removes', async () => {
    const fields = { name: 'By traverson', date: '2031-05-05', time: '09:00:00', duration: 'PT1H' };
    const list = ['venue', 'venue[name:Main Boardroom]', 'event'];
    const created = await sendRequest((finish) => follow('manderson', list).post(fields, finish));
    expect([created.status, created.body.name]).toEqual([201, 'By traverson']);
    const event = [...list, 'event[name:By traverson]'];
    const self = [...event, 'self'];
    const changed = await sendRequest((finish) =>
      follow('manderson', self, created.body._etag).patch({ time: '10:00:00' }, finish),
    );
    expect([changed.status, changed.body.time]).toEqual([200, '10:00:00']);
    const registered = await sendRequest((finish) => follow('sheath', [...event, 'register']).put({}, finish));
    expect([registered.status, registered.body.changed]).toEqual([201, true]);
    expect((await read(follow('manderson', [...event, 'registration'])))._meta.total).toBe(1);
    const cancelled = await sendRequest((finish) => follow('sheath', [...event, 'cancel']).delete(finish));
    expect([cancelled.status, cancelled.body.changed]).toEqual([200, true]);
    const removed = await sendRequest((finish) => follow('manderson', self, changed.body._etag).delete(finish));
    expect([removed.status, removed.body.delete_count]).toEqual([200, 1]);
  });
});
