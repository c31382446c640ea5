import { setTimeout as delay } from 'node:timers/promises';
import { openBenchStores, type BenchStore } from './bench-system.ts';
import { createEvents } from './registrations/registrations-of.ts';
import { readOptions } from './stampede/options.ts';
import { stampede } from './stampede/people.ts';
import { startProbe, type ProbeRequest } from './stampede/probe.ts';
import { formatAnswers, formatMemory, formatProbes } from './stampede/report.ts';
import { startServices, type Services } from './stampede/services.ts';
import { verify } from './stampede/verify.ts';

/**
 * `npm run bench:stampede [-- --people N] [--seats N] [--seconds N] [--connections N] [--cancellations N]
 * [--store TEXT]`: lets many people register for one event at once, each of whom comes again when told so. It verifies
 * the answers, and measures their latency, and that of other requests beside them. It exits with 1 if an answer is wrong.
 */
const options = readOptions(process.argv.slice(2));
/** Members who register for another event. */
const probeMembers = 2000;
const quietSeconds = 8;

function probeRequests(
  { urls }: Services,
  { event, authorizations }: { readonly event: string; readonly authorizations: readonly string[] },
): readonly ProbeRequest[] {
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

async function countRegistered({ urls }: Services, event: string, authorization: string): Promise<number> {
  const url = `${urls['registrations'] ?? ''}/registrations/seats/${event}`;
  const response = await fetch(url, { headers: { authorization } });
  return ((await response.json()) as { taken: number }).taken;
}

async function run(store: BenchStore): Promise<boolean> {
  const { people, seats, seconds, connections, cancellations } = options;
  const services = await startServices(store.settingsFor('stampede'), people + probeMembers);
  const [hot = ''] = await createEvents(services, { count: 1, capacity: seats });
  const [event = ''] = await createEvents(services, { count: 1, capacity: 5000 });
  const authorizations = services.authorizations.slice(people);
  const probe = startProbe(probeRequests(services, { event, authorizations }));
  try {
    probe.start();
    await delay(quietSeconds * 1000);
    await probe.stop();
    probe.start();
    await delay(quietSeconds * 1000);
    const quiet = await probe.stop();
    const before = services.peakMegabytes();
    probe.start();
    const origin = services.urls['events'] ?? '';
    const crowd = { origin, path: `/events/${hot}/register`, seconds, connections, cancellations };
    const visits = await stampede({ ...crowd, authorizations: services.authorizations.slice(0, people) });
    const during = await probe.stop();
    const registered = await countRegistered(services, hot, authorizations[0] ?? '');
    const faults = verify(visits, { seats, registered });
    console.log(`${store.name}: ${people} people for ${seats} seats within ${seconds} s`);
    console.log(formatAnswers(visits));
    console.log(formatProbes(quiet, during));
    console.log(formatMemory(before, services.peakMegabytes()));
    console.log(faults.length === 0 ? 'all answers are right\n' : `WRONG: ${faults.join('\nWRONG: ')}\n`);
    return faults.length === 0;
  } finally {
    probe.close();
    await services.close();
  }
}

for (const store of await openBenchStores()) {
  if (store.name.includes(options.store) && !(await run(store))) process.exitCode = 1;
  await store.close();
}
