// @ts-check
/*
 * Writes the fixture: the stores of a system that was killed in the middle of its work, and what its API answered last.
 * Run it in a checkout of the version whose data is wanted; README.md has the commands.
 */
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** @param {string} file @returns {Promise<any>} */
const load = (file) => import(pathToFileURL(path.resolve(file)).href);
const { openEmbedded } = await load('kit/store/embedded.ts');
const { serviceParts, serviceWords } = await load('scripts/parts.ts');
const { startSystem } = await load('scripts/system.ts');
const { hal, graphql } = await load('test/support/clients.ts');
const { mortal } = await load('test/support/mortal.ts');
const { freePorts, patience, populateDemo } = await load('test/support/system.ts');

const [target = ''] = process.argv.slice(2);
const root = { as: 'root' };
const directory = await mkdtemp(path.join(tmpdir(), 'upgrade-'));
// Nothing expires and nothing is renewed while the fixture is made.
const env = { ...freePorts, ...patience, DATA_DIR: directory, INTENTION_SECONDS: '300', LEASE_SECONDS: '3600' };

/** @type {Record<string, any>} */
const stores = {};
for (const word of serviceWords)
  stores[word] = mortal(await openEmbedded({ directory: path.join(directory, serviceParts[word].name) }));
const system = await startSystem(
  env,
  Object.fromEntries(serviceWords.map((/** @type {string} */ word) => [word, { store: stores[word] }])),
);
await populateDemo(system.halGateway);

/** @param {string} word */
const list = (word) => `${system.services[word].url}/${word}`;

/** Sends a request that must succeed. @param {string} method @param {string} url @param {object} more */
async function done(method, url, more = {}) {
  const response = await hal(method, url, { ...root, ...more });
  if (response.status >= 300) throw new Error(`${method} ${url}: ${response.status} ${JSON.stringify(response.body)}`);
  return response;
}

/**
 * Sends a request during which a service's store fails, after so many writes.
 * @param {string} word @param {number} writes @param {() => Promise<any>} send
 */
async function interrupted(word, writes, send) {
  stores[word].dieAfter(writes, 'lost');
  const { status, body } = await send();
  if (!stores[word].revive() || status !== 503)
    throw new Error(`expected ${word} to fail after ${writes} writes: ${status} ${JSON.stringify(body)}`);
}

/** @param {string} name @param {number} capacity */
const venue = async (name, capacity) => (await done('POST', list('venues'), { body: { name, capacity } })).body;
const day = '2030-01-01';
/** @param {string} name @param {string} time */
const slot = (name, time) => ({ name, date: day, time, duration: 'PT1H' });
/** @param {any} at @param {string} name @param {string} time */
const event = async (at, name, time) => (await done('POST', at._links.event.href, { body: slot(name, time) })).body;
/** @param {any} at @param {string} username */
const register = (at, username) => hal('PUT', at._links.register.href, { ...root, body: { username } });
/** @param {any} document @param {object} body */
const patch = (document, body) =>
  hal('PATCH', document._links.self.href, { ...root, body, headers: { 'if-match': `"${document._etag}"` } });
/** @param {any} document */
const remove = (document) =>
  hal('DELETE', document._links.self.href, { ...root, headers: { 'if-match': `"${document._etag}"` } });
/** @param {string} url @param {object | object[]} body @param {Record<string, string>} headers */
const post = (url, body, headers = {}) => hal('POST', url, { ...root, body, headers });

// Venues: a batch is one record, one insert a document, the decision, the confirmation.
/** @param {string} state */
const pair = (state) => [1, 2].map((n) => ({ name: `Batch ${state} ${n}`, capacity: n }));
await interrupted('venues', 3, () => post(list('venues'), pair('open')));
await interrupted('venues', 4, () => post(list('venues'), pair('committed')));
const [rejected] = pair('aborted');
await interrupted('venues', 5, () => post(list('venues'), [...pair('aborted'), rejected ?? {}]));
const leavingVenue = await venue('Leaving', 5);
await interrupted('venues', 1, () => remove(leavingVenue));
const recordedVenue = await venue('Leaving, its tombstone written', 5);
await interrupted('venues', 2, () => remove(recordedVenue));
const lowered = await venue('Lowered', 5);
const lowering = await event(lowered, 'At the lowered venue', '09:00:00');
for (const username of ['phartman', 'tgraves', 'jkelly']) await register(lowering, username);
await interrupted('venues', 1, () => patch(lowered, { capacity: 3 }));

// Events: one insert, one booking a day, the confirmation; the old bookings are given back last.
const workshop = await venue('Workshop', 5);
const annex = await venue('Annex', 4);
const workshopEvents = workshop._links.event.href;
await interrupted('events', 1, () => post(workshopEvents, slot('Arriving, not booked', '01:00:00')));
await interrupted('events', 2, () => post(workshopEvents, slot('Arriving, booked', '02:00:00')));
await interrupted('events', 5, () =>
  post(workshopEvents, [slot('Batch open 1', '03:00:00'), slot('Batch open 2', '04:00:00')]),
);
await interrupted('events', 6, () =>
  post(workshopEvents, [slot('Batch committed 1', '05:00:00'), slot('Batch committed 2', '06:00:00')]),
);
await event(workshop, 'In the way', '08:00:00');
await interrupted('events', 8, () =>
  post(workshopEvents, [slot('Batch aborted 1', '07:00:00'), slot('Batch aborted 2', '08:30:00')]),
);
await interrupted('events', 7, () =>
  post(workshopEvents, [slot('Batch aborted, inserted 1', '18:00:00'), slot('Batch aborted, inserted 2', '08:15:00')]),
);
const [unbooked, booked, unreleased, moved] = [
  await event(workshop, 'Moving, not booked', '10:00:00'),
  await event(workshop, 'Moving, booked', '11:00:00'),
  await event(workshop, 'Moving, to be released', '12:00:00'),
  await event(workshop, 'Moved, not released', '13:00:00'),
];
for (const username of ['phartman', 'tgraves', 'jkelly']) await register(booked, username);
/** @param {any} document */
const move = (document) => patch(document, { _venue_ref: annex._id, description: 'Moved' });
await interrupted('events', 1, () => move(unbooked));
await interrupted('events', 2, () => move(booked));
await interrupted('events', 3, () => move(unreleased));
await interrupted('events', 4, () => move(moved));
const leavingEvent = await event(workshop, 'Leaving', '14:00:00');
await interrupted('events', 1, () => remove(leavingEvent));
const unreleasedEvent = await event(workshop, 'Leaving, to be released', '15:00:00');
await interrupted('events', 3, () => remove(unreleasedEvent));
const goneEvent = await event(workshop, 'Gone, not released', '16:00:00');
await interrupted('events', 4, () => remove(goneEvent));

await done('POST', workshopEvents, { as: 'tgraves', body: slot('Owned by a member', '19:00:00') });

// Registrations: one insert with a seat, the confirmation.
const small = await venue('Small', 3);
const popular = await event(small, 'Popular', '09:00:00');
for (const username of ['phartman', 'tgraves']) await register(popular, username);
await interrupted('registrations', 1, () => register(popular, 'jkelly'));
const group = await event(small, 'Group', '11:00:00');
await register(group, 'phartman');
const accounts = (await done('GET', list('accounts'))).body._embedded.account;
/** @param {string} username */
const accountOf = (username) => accounts.find((/** @type {any} */ each) => each.username === username)._id;
const twoGuests = ['clopez', 'sheath'].map((username) => ({ _account_ref: accountOf(username) }));
await interrupted('registrations', 4, () => post(group._links.registration.href, twoGuests));
const crowd = await event(small, 'Open batch', '13:00:00');
await register(crowd, 'phartman');
await interrupted('registrations', 3, () => post(crowd._links.registration.href, twoGuests));
// A refused change leaves a limit behind that is not known.
const sold = await venue('Sold', 3);
const soldEvent = await event(sold, 'At the sold venue', '09:00:00');
for (const username of ['phartman', 'tgraves']) await register(soldEvent, username);
const refusal = await patch(sold, { capacity: 1 });
if (refusal.status !== 409) throw new Error(`lowering a sold venue was answered ${refusal.status}`);

// Accounts.
/** @param {string} username */
const person = (username) => ({ username, name: username, role: 'member', password: 'password' });
await interrupted('accounts', 3, () => post(list('accounts'), [person('open1'), person('open2')]));
await interrupted('accounts', 4, () => post(list('accounts'), [person('committed1'), person('committed2')]));
const leavingAccount = (await done('POST', list('accounts'), { body: person('leaving') })).body;
await interrupted('accounts', 1, () => remove(leavingAccount));

// What is remembered: removals, and requests with a key.
const removed = [];
for (const document of [
  await venue('Removed', 5),
  await event(workshop, 'Removed', '17:00:00'),
  (await done('POST', list('accounts'), { body: person('removed') })).body,
]) {
  const { status } = await remove(document);
  const { pathname } = new URL(document._links.self.href);
  removed.push({ path: pathname, etag: document._etag, status });
}
// Links depend on where a service listens; titles of problems are prose.
const left = ['_links', '_templates', '_embedded', 'type', 'title'];
/** The members of a body that another version must have as well. @param {any} body */
const content = (body) => Object.fromEntries(Object.entries(body).filter(([name]) => !left.includes(name)));
const keyed = [];
for (const [key, body] of /** @type {[string, object][]} */ ([
  ['created', { name: 'With a key', capacity: 5 }],
  ['refused', { name: 'Workshop', capacity: 5 }],
])) {
  const response = await post(list('venues'), body, { 'idempotency-key': key });
  keyed.push({ key, body, status: response.status, content: content(response.body) });
}
const unfinished = [
  { key: 'begun', body: { name: 'Unfinished, begun', capacity: 5 } },
  { key: 'inserted', body: { name: 'Unfinished, inserted', capacity: 5 } },
];
for (const [index, { key, body }] of unfinished.entries())
  await interrupted('venues', index + 1, () => post(list('venues'), body, { 'idempotency-key': key }));
const { access_token: token } = (await done('POST', `${system.services.accounts.url}/token`, { as: 'phartman' })).body;

// The gateway: beside the services one with a lease, and one that never renews.
const registrations = `${system.halGateway}/gateway_registrations`;
for (const more of [{ ttl: 3600 }, {}])
  await done('POST', registrations, {
    body: {
      name: 'ttl' in more ? 'leased-service' : 'unleased-service',
      baseUrl: 'http://localhost:9',
      rels: { ['ttl' in more ? 'leased' : 'unleased']: { href: '/' } },
      ...more,
    },
  });

// What a client sees now.
/** @type {Record<string, unknown>} */
const documents = {};
for (const word of serviceWords) {
  const { body } = await done('GET', `${list(word)}?max_results=100`);
  documents[word] = body._embedded[word.replace(/s$/, '')].map(content);
}
const query = `{
  venues(first: 100) { nodes { id name description capacity etag createdAt updatedAt } }
  events(first: 100) { nodes { id name description date time duration etag createdAt updatedAt venue { id } } }
  registrations(first: 100) { nodes { id etag createdAt updatedAt event { id } account { id } } }
  accounts(first: 100) { nodes { id username name role etag createdAt updatedAt } }
}`;
const { data, errors } = await graphql(`${system.gateway}/graphql`, query, root);
if (errors !== undefined) throw new Error(JSON.stringify(errors));
const gatewayRegistrations = (await done('GET', registrations)).body._embedded.gateway_registrations.map(
  (/** @type {any} */ { _id, name, _created }) => ({ _id, name, _created }),
);

// The files are copied from under the system: what it would write when it stops is not in them.
await rm(target, { recursive: true, force: true });
for (const name of await readdir(directory)) {
  await mkdir(path.join(target, 'data', name), { recursive: true });
  await cp(path.join(directory, name), path.join(target, 'data', name), {
    recursive: true,
    filter: (file) => path.basename(file) !== 'lock',
  });
}
const responses = {
  writtenAt: new Date(),
  documents,
  query,
  data,
  removed,
  keyed,
  unfinished,
  token,
  gatewayRegistrations,
};
await writeFile(path.join(target, 'answers.json'), `${JSON.stringify(responses, undefined, 2)}\n`);
await system.close();
await rm(directory, { recursive: true });
process.exit(0);
