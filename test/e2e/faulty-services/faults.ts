import type { RequestHandler, Response } from 'express';

/** How a service can fail while it serves: each handles one request to `/graphql`. */
export const faults: Readonly<Record<string, (response: Response) => void>> = {
  'resets the connection': ({ socket }) => void socket?.resetAndDestroy(),
  'closes the connection inside the response': (response) => {
    response.set('content-length', '1000').write('{"data":');
    response.socket?.destroy();
  },
  'never responds': () => undefined,
  'sends one octet after the other': (response) => {
    const timer = setInterval(() => response.write(' '), 20);
    response.once('close', () => clearInterval(timer));
  },
  'responds with garbage': (response) => void response.type('json').send('{"data": {"_entities": [{"ev'),
  'responds with HTML': (response) => void response.status(200).send('<p>Hello</p>'),
  'responds with 50 MB': (response) => void response.type('json').send(`{"data":"${'x'.repeat(50_000_000)}"}`),
  'responds with 503 of a proxy': (response) => void response.status(503).send('unavailable'),
  'responds with data of another type': (response) =>
    void response.json({ data: { _entities: [{ events: 5 }, { events: [{ id: {}, title: [] }] }], event: 'x' } }),
  'responds with entities of another type': (response) =>
    void response.json({ data: { _entities: [{ __typename: 'Event', id: '1' }, 7], event: [] } }),
  'responds with too few entities': (response) =>
    void response.json({ data: { _entities: [{ __typename: 'Venue', events: [] }], event: null } }),
  'responds with data that nobody requested': (response) =>
    void response.json({ data: { venues: [], _entities: null } }),
};

/** The faults that last until the gateway's timeout. */
export const endless: readonly string[] = ['never responds', 'sends one octet after the other'];

/** A service's middleware that fails in the way that is set; undefined does not fail. */
export function createFault() {
  let current: string | undefined;
  const handler: RequestHandler = (_request, response, next) =>
    current === undefined ? next() : faults[current]!(response);
  return { handler, set: (name: string | undefined) => void (current = name) };
}
