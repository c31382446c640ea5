import { setTimeout as delay } from 'node:timers/promises';
import { serviceWords } from '../parts.ts';
import { openBenchStores, type BenchStore } from './bench-system.ts';
import { startContender } from './contender.ts';
import { createEvents } from './registrations/registrations-of.ts';
import { readOptions } from './stampede/options.ts';
import { stampede, type Visit } from './stampede/people.ts';
import { startProbe, type ProbeRequest } from './stampede/probe.ts';
import { formatAnswers, formatMemory, formatProbes, type ProbedBoth } from './stampede/report.ts';
import { startServices, type Services } from './stampede/services.ts';
import { verify } from './stampede/verify.ts';

/**
 * `npm run bench:stampede [-- --people N] [--seats N] [--seconds N] [--connections N] [--cancellations N] [--crowds N]
 * [--store TEXT]`: lets many people register for one event at once, each of whom comes again when told so. It verifies
 * the answers, and measures their latency, and that of other requests beside them, which it compares with those beside
 * a bare Express handler to which the same crowd comes. Of several crowds, which come to one event each, the first meets
 * services and a handler that have just started. It exits with 1 if an answer is wrong.
 */
const options = readOptions(process.argv.slice(2));
/** Members who register for another event. */
const probeMembers = 2000;
const quietSeconds = 8;

/** What a crowd comes to: an event, and another beside it at the same service. */
interface Place {
  readonly urls: Services['urls'];
  readonly hot: string;
  readonly event: string;
}

function probeRequests({ urls, event }: Place, authorizations: readonly string[]): readonly ProbeRequest[] {
  const get = (title: string, url: string): ProbeRequest => ({
    title,
    method: 'GET',
    url,
    authorizations: authorizations.slice(0, 1),
  });
  return [
    get('another event', `${urls['events'] ?? ''}/events/${event}`),
    get('the list of venues', `${urls['venues'] ?? ''}/venues`),
    get('seats of another event', `${urls['registrations'] ?? ''}/registrations/seats/${event}`),
    get('the schema of accounts', `${urls['accounts'] ?? ''}/sdl`),
    {
      title: 'registering for another event',
      method: 'PUT',
      url: `${urls['events'] ?? ''}/events/${event}/register`,
      authorizations,
    },
  ];
}

/** The answers to a crowd, and the latencies of others before and during it. */
interface Measured extends ProbedBoth {
  readonly visits: readonly Visit[];
}

/** Lets a crowd come, each with one of the first tokens; others use those after them. */
async function measure(place: Place, authorizations: readonly string[], cancellations: number): Promise<Measured> {
  const { people, seconds, connections } = options;
  const probe = startProbe(probeRequests(place, authorizations.slice(people)));
  try {
    probe.start();
    await delay(quietSeconds * 1000);
    await probe.stop();
    probe.start();
    await delay(quietSeconds * 1000);
    const quiet = await probe.stop();
    probe.start();
    const crowd = { origin: place.urls['events'] ?? '', path: `/events/${place.hot}/register`, seconds, connections };
    const visits = await stampede({ ...crowd, cancellations, authorizations: authorizations.slice(0, people) });
    return { visits, quiet, during: await probe.stop() };
  } finally {
    probe.close();
  }
}

/** Starts a service that answers a crowd at once, with a second one beside it. */
async function startFloor(): Promise<{ readonly place: Place; readonly close: () => Promise<void> }> {
  const [crowded, quiet] = await Promise.all([startContender('stampede-bare'), startContender('stampede-bare')]);
  const urls = Object.fromEntries(
    serviceWords.map((word) => [word, (word === 'events' ? crowded : quiet).urls['any'] ?? '']),
  );
  return {
    place: { urls, hot: 'hot', event: 'another' },
    close: async () => void (await Promise.all([crowded.close(), quiet.close()])),
  };
}

async function countRegistered({ urls, hot }: Place, authorization: string): Promise<number> {
  const url = `${urls['registrations'] ?? ''}/registrations/seats/${hot}`;
  const response = await fetch(url, { headers: { authorization } });
  return ((await response.json()) as { taken: number }).taken;
}

/** Lets a crowd come to the floor, then to a new event, and prints what was measured. Returns whether all is right. */
async function run(services: Services, floorPlace: Place, title: string): Promise<boolean> {
  const { people, seats, cancellations } = options;
  const { urls, authorizations } = services;
  const floor = await measure(floorPlace, authorizations, 0);
  const [hot = ''] = await createEvents(services, { count: 1, capacity: seats });
  const [event = ''] = await createEvents(services, { count: 1, capacity: 5000 });
  const before = services.peakMegabytes();
  const place = { urls, hot, event };
  const { visits, ...others } = await measure(place, authorizations, cancellations);
  const registered = await countRegistered(place, authorizations[people] ?? '');
  const faults = verify(visits, { seats, registered });
  console.log(title);
  console.log(formatAnswers(visits, floor.visits));
  console.log(formatProbes(others, floor));
  console.log(formatMemory(before, services.peakMegabytes()));
  console.log(faults.length === 0 ? 'all answers are right\n' : `WRONG: ${faults.join('\nWRONG: ')}\n`);
  return faults.length === 0;
}

/** Starts the services on a store, and lets the crowds come. Returns whether all answers are right. */
async function runOn(store: BenchStore): Promise<boolean> {
  const { people, seats, seconds, crowds } = options;
  const services = await startServices(store.settingsFor('stampede'), people + probeMembers);
  const floor = await startFloor();
  let isRight = true;
  try {
    for (let crowd = 1; crowd <= crowds; crowd++) {
      const which = crowds === 1 ? '' : `, crowd ${crowd}`;
      const title = `${store.name}: ${people} people for ${seats} seats within ${seconds} s${which}`;
      isRight = (await run(services, floor.place, title)) && isRight;
    }
    return isRight;
  } finally {
    await Promise.all([floor.close(), services.close()]);
  }
}

for (const store of await openBenchStores()) {
  if (store.name.includes(options.store) && !(await runOn(store))) process.exitCode = 1;
  await store.close();
}
