import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express, { type Express, type Request } from 'express';
import { v7 as timeOrderedId } from 'uuid';
import type { Document } from '../../../kit/resource/definition/documents.ts';
import type { StoreSettings } from '../../../kit/store/settings.ts';
import { openBareStore, type BareStore } from './bare-store.ts';
import { runContender, type RunningContender } from './process.ts';

/**
 * The baseline for HAL: a handwritten Express application that sends the same responses, byte for byte, to the measured
 * requests only. It has no authentication and no other parameters.
 */
const hal = 'application/hal+json';

const curies = (base: string) => [{ name: 'eb', href: `${base}/relations/{rel}`, templated: true }];

const changesLink = (href: string) => ({
  'eb:changes': { href, type: 'text/event-stream', title: 'Changes, as they happen' },
});

const venueBody = (base: string, { _id, _created, _updated, _etag, name, description, capacity }: Document) => ({
  _id,
  _created,
  _updated,
  name,
  description,
  capacity,
  timeZone: null,
  _etag,
  _links: {
    self: { href: `${base}/venues/${_id}` },
    parent: { href: `${base}/venues`, title: 'venues' },
    collection: { href: `${base}/venues`, title: 'venues' },
    'edit-form': { href: `${base}/venues/${_id}/edit-form`, title: 'Form to change this venue' },
    event: { href: `${base}/events/venue/${_id}`, title: 'Events' },
    ...changesLink(`${base}/venues/${_id}/changes`),
  },
});

const eventBody = (base: string, event: Document) => ({
  _id: event._id,
  _created: event._created,
  _updated: event._updated,
  name: event['name'],
  description: event['description'],
  date: event['date'],
  time: event['time'],
  duration: event['duration'],
  _venue_ref: event['venue'],
  _etag: event._etag,
  _links: {
    self: { href: `${base}/events/${event._id}` },
    parent: { href: `${base}/venues/${String(event['venue'])}`, title: 'Venue' },
    collection: { href: `${base}/events`, title: 'events' },
    'edit-form': { href: `${base}/events/${event._id}/edit-form`, title: 'Form to change this event' },
    alternate: [{ href: `${base}/events/${event._id}/calendar.ics`, type: 'text/calendar', title: 'Calendar' }],
    venue: { href: `${base}/venues/${String(event['venue'])}`, title: 'Venue' },
    registration: { href: `${base}/registrations/event/${event._id}`, title: 'Registrations' },
    seats: { href: `${base}/registrations/seats/${event._id}`, title: 'Seats' },
    register: { href: `${base}/events/${event._id}/register`, title: 'Register' },
    cancel: { href: `${base}/events/${event._id}/register`, title: 'Cancel' },
    ...changesLink(`${base}/events/${event._id}/changes`),
  },
});

const withCuries = <B extends { _links: object }>(base: string, body: B) => ({
  ...body,
  _links: { ...body._links, curies: curies(base) },
});

async function embedEvents(store: BareStore, base: string, page: readonly Document[]) {
  const events = await store.eventsAtVenues(page.map(({ _id }) => _id));
  const byVenue = new Map(page.map(({ _id }) => [_id, [] as object[]]));
  for (const event of events) byVenue.get(String(event['venue']))?.push(eventBody(base, event));
  return page.map((venue) => ({ ...venueBody(base, venue), _embedded: { event: byVenue.get(venue._id) ?? [] } }));
}

async function listBody(store: BareStore, base: string, { query }: Request) {
  const limit = Number(query['max_results']);
  const embed = query['embed'];
  const [page, total] = await Promise.all([store.venues(limit), store.countVenues()]);
  const items = embed === 'event' ? await embedEvents(store, base, page) : page.map((venue) => venueBody(base, venue));
  const self = `${base}/venues`;
  const selection = embed === 'event' ? 'embed=event&' : '';
  const pageHref = (number: number) => `${self}?${selection}max_results=${limit}&page=${number}`;
  return {
    _links: {
      self: { href: `${self}?${selection}max_results=${limit}`, title: 'venues' },
      parent: { href: `${base}/` },
      item: { href: `${self}/{id}`, templated: true, title: 'venue' },
      search: {
        href: `${self}{?where,sort,max_results,page,projection,embed,links_only,pretty}`,
        templated: true,
        title: 'Search these venues',
      },
      free: { href: `${base}/events/free{?date,time,duration,seats}`, templated: true, title: 'Free venues' },
      first: { href: pageHref(1) },
      next: { href: pageHref(2) },
      last: { href: pageHref(Math.ceil(total / limit)) },
      ...changesLink(`${self}/changes${embed === 'event' ? '?embed=event' : ''}`),
    },
    _meta: { page: 1, max_results: limit, total },
    _embedded: { venue: items },
  };
}

function newVenue({ name, description, capacity }: Record<string, unknown>): Document | undefined {
  const isValid =
    typeof name === 'string' && typeof description === 'string' && Number.isSafeInteger(capacity) && name !== '';
  if (!isValid) return undefined;
  const now = new Date();
  const metadata = { _id: timeOrderedId(), _created: now, _updated: now, _etag: randomBytes(16).toString('hex') };
  return { name, description, capacity, ...metadata };
}

function application(store: BareStore, base: () => string): Express {
  const app = express();
  app.get('/venues/:id', async (request, response) => {
    const venue = await store.venue(request.params.id);
    if (venue === null) response.status(404).end();
    else response.type(hal).json(withCuries(base(), venueBody(base(), venue)));
  });
  app.get('/venues', async (request, response) => {
    response.type(hal).json(withCuries(base(), await listBody(store, base(), request)));
  });
  app.post('/venues', express.json(), async (request, response) => {
    const venue = newVenue(request.body as Record<string, unknown>);
    if (venue === undefined) return void response.status(422).end();
    await store.insertVenue(venue);
    response.status(201).location(`${base()}/venues/${venue._id}`).type(hal);
    response.json({ _status: 'OK', ...withCuries(base(), venueBody(base(), venue)) });
  });
  return app;
}

async function start(settings: StoreSettings): Promise<RunningContender> {
  const store = await openBareStore(settings);
  let base = '';
  const server = application(store, () => base).listen(0);
  await once(server, 'listening');
  base = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    urls: { venues: base },
    authorization: {},
    close: async () => {
      server.close();
      await store.close();
    },
  };
}

runContender(start);
