import { z } from 'zod';
import type { HttpClient } from '../../kit/http/client.ts';
import { domainWords } from '../../scripts/domain.ts';
import type { ChaosOperation, HistoryEntry } from '../chaos/history.ts';
import { serviceParts } from '../support/parts.ts';
import { replayChoices } from './choices.ts';
import { createClock, replaceGlobals } from './clock.ts';
import type { Scenario, ScenarioDocuments } from './scenarios.ts';
import { createScheduler } from './scheduler.ts';
import { createSimulatedSystem, origins, type SystemState } from './system.ts';

/** A scenario whose first documents exist. Every run of it begins with them. */
export interface PreparedScenario {
  readonly scenario: Scenario;
  readonly documents: ScenarioDocuments;
  readonly usernames: ReadonlyMap<string, string>;
  readonly state: SystemState;
  /** How the documents came about. */
  readonly history: readonly HistoryEntry[];
  /** Milliseconds of the clock when they existed. */
  readonly time: number;
}

const documentShape = z.object({ _id: z.string() });

/** Creates the documents of a scenario through the API, one after the other, without faults. */
export async function prepareScenario(scenario: Scenario): Promise<PreparedScenario> {
  const clock = createClock();
  const settings = { clock, choices: replayChoices([]), faults: [], leapMs: 0, maxTurns: 100_000 };
  const scheduler = createScheduler(settings);
  const restore = replaceGlobals({ now: clock.now, schedule: scheduler.schedule, random: () => 0 });
  try {
    const none: SystemState = new Map(domainWords.map((word) => [word, new Map()]));
    const system = createSimulatedSystem(scheduler, { state: none, instances: 1 });
    await system.start();
    const client = system.network.createClient({ name: 'setup', isAlive: true, isPaused: false }, 20_000);
    const creation = createDocuments(scenario, client);
    let created: Awaited<typeof creation> | undefined;
    void creation.then((result) => (created = result));
    if (!(await scheduler.runUntil(() => created !== undefined)) || created === undefined)
      throw new Error('the documents of the scenario cannot be created');
    const state = new Map([...system.databases].map(([word, database]) => [word, database.state()] as const));
    return { scenario, ...created, state, time: clock.now() };
  } finally {
    restore();
  }
}

async function createDocuments(scenario: Scenario, client: HttpClient) {
  const history: HistoryEntry[] = [];
  async function create(path: string, body: object, operationOf: (id: string) => ChaosOperation): Promise<string> {
    const word = domainWords.find((each) => path.startsWith(`/${serviceParts[each].definition.plural}`)) ?? 'venues';
    const url = `${origins[word][0] ?? ''}${path}`;
    const response = await client.request({ method: 'POST', url, body: JSON.stringify(body) });
    if (response.kind !== 'response' || response.status !== 201)
      throw new Error(`${path}: ${response.kind === 'response' ? response.text : response.reason}`);
    const { _id } = documentShape.parse(response.json());
    const time = history.length - 1_000_000;
    const outcome = { kind: 'succeeded', ids: [_id] } as const;
    history.push({ operation: operationOf(_id), outcome, start: time, end: time });
    return _id;
  }

  const venues: string[] = [];
  for (const [index, capacity] of scenario.capacities.entries()) {
    const name = `Venue ${index}`;
    venues.push(await create('/venues', { name, capacity }, () => ({ kind: 'createVenue', name, capacity })));
  }
  const events: string[] = [];
  for (const { venue: number, slot } of scenario.events) {
    const venue = venues[number] ?? '';
    const body = { name: 'Event', ...slot };
    events.push(await create(`/events/venue/${venue}`, body, () => ({ kind: 'createEvents', venue, slots: [slot] })));
  }
  const usernames = new Map<string, string>();
  for (let index = 0; index < scenario.accounts; index++) {
    const username = `member${index}`;
    const body = { username, name: 'Member', role: 'member' };
    usernames.set(await create('/accounts', body, () => ({ kind: 'createAccount', username })), username);
  }
  const accounts = [...usernames.keys()];
  for (const [eventNumber, accountNumber] of scenario.registrations) {
    const [event, account] = [events[eventNumber] ?? '', accounts[accountNumber] ?? ''];
    const body = { _account_ref: account };
    await create(`/registrations/event/${event}`, body, () => ({ kind: 'register', event, account }));
  }
  return { documents: { venues, events, accounts }, usernames, history };
}
