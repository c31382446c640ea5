import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hal, type HalBody } from '../../support/clients.ts';
import { testStores } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';

const root = { as: 'root' } as const;
const any = { ...root, headers: { 'if-match': '*' } } as const;
const usernames = ['phartman', 'tgraves', 'jkelly', 'fwinters', 'clopez'];
const minutesOfDay = 1440;
/** fast-check prints the seed and the path of a failed run. */
const runs = { numRuns: 25 };
const commandsPerRun = { maxCommands: 25 };

/** The days from which minutes are counted: before a leap day, and before the end of a year. */
const origins = ['2028-02-28', '2027-12-31'];

function slotAt(origin: string, minute: number, length: number) {
  const day = new Date(`${origin}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + Math.floor(minute / minutesOfDay));
  const [hours, minutes] = [Math.floor((minute % minutesOfDay) / 60), minute % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return {
    date: day.toISOString().slice(0, 10),
    time: `${two(hours)}:${two(minutes)}:00`,
    duration: `PT${length}M`,
  };
}

interface ModelEvent {
  readonly url: string;
  room: number;
  start: number;
  length: number;
}

/** A simple model of the schedules of a few rooms: the events with their rooms and times. */
interface ScheduleModel {
  readonly events: Map<string, ModelEvent>;
}
interface ScheduleSystem {
  readonly origin: string;
  readonly rooms: readonly HalBody[];
}

const overlappingEvents = (
  rooms: ScheduleModel,
  { room, start, length }: Omit<ModelEvent, 'url'>,
  self?: string,
): string[] =>
  [...rooms.events]
    .filter(([id, other]) => id !== self && other.room === room)
    .filter(([, other]) => other.start < start + length && start < other.start + other.length)
    .map(([id]) => id);

class CreateEvent implements fc.AsyncCommand<ScheduleModel, ScheduleSystem> {
  readonly room: number;
  readonly start: number;
  readonly length: number;
  constructor(room: number, start: number, length: number) {
    this.room = room;
    this.start = start;
    this.length = length;
  }
  check = (): boolean => true;
  async run(model: ScheduleModel, { origin, rooms }: ScheduleSystem): Promise<void> {
    const { room, start, length } = this;
    const body = { name: 'Model', ...slotAt(origin, start, length) };
    const response = await hal('POST', rooms[room]._links.event.href, { ...root, body });
    const obstacles = overlappingEvents(model, this);
    expect(response.status).toBe(obstacles.length === 0 ? 201 : 409);
    if (response.status === 201)
      model.events.set(response.body._id, { url: response.body._links.self.href, room, start, length });
    else expect(obstacles).toContain(response.body.event);
  }
  toString = (): string => `create in ${this.room} at ${this.start} for ${this.length}`;
}

class MoveEvent implements fc.AsyncCommand<ScheduleModel, ScheduleSystem> {
  readonly which: number;
  readonly room: number | null;
  readonly time: readonly [start: number, length: number] | null;
  constructor(which: number, room: number | null, time: readonly [start: number, length: number] | null) {
    this.which = which;
    this.room = room;
    this.time = time;
  }
  check = (model: Readonly<ScheduleModel>): boolean => model.events.size > 0;
  async run(model: ScheduleModel, { origin, rooms }: ScheduleSystem): Promise<void> {
    const [id, placed] = [...model.events][this.which % model.events.size]!;
    const [start, length] = this.time ?? [placed.start, placed.length];
    const next = { room: this.room ?? placed.room, start, length };
    const body = { _venue_ref: rooms[next.room]._id, ...slotAt(origin, start, length) };
    const response = await hal('PATCH', placed.url, { ...any, body });
    const obstacles = overlappingEvents(model, next, id);
    expect(response.status).toBe(obstacles.length === 0 ? 200 : 409);
    if (response.status === 200) Object.assign(placed, next);
    else expect(obstacles).toContain(response.body.event);
  }
  toString = (): string => `move ${this.which} to ${this.room} at ${this.time?.join(' for ')}`;
}

class RemoveEvent implements fc.AsyncCommand<ScheduleModel, ScheduleSystem> {
  readonly which: number;
  constructor(which: number) {
    this.which = which;
  }
  check = (model: Readonly<ScheduleModel>): boolean => model.events.size > 0;
  async run(model: ScheduleModel): Promise<void> {
    const [id, { url }] = [...model.events][this.which % model.events.size]!;
    expect((await hal('DELETE', url, any)).status).toBe(200);
    model.events.delete(id);
  }
  toString = (): string => `remove ${this.which}`;
}

/** A simple model of an event: its capacity, and who is registered. */
interface SeatModel {
  capacity: number;
  readonly registered: Set<string>;
}
interface SeatSystem {
  readonly venue: HalBody;
  readonly event: HalBody;
}

class Register implements fc.AsyncCommand<SeatModel, SeatSystem> {
  readonly username: string;
  constructor(username: string) {
    this.username = username;
  }
  check = (): boolean => true;
  async run(model: SeatModel, { event }: SeatSystem): Promise<void> {
    const response = await hal('PUT', event._links.register.href, { ...root, body: { username: this.username } });
    const isFull = model.registered.size >= model.capacity;
    expect(response.status).toBe(model.registered.has(this.username) ? 200 : isFull ? 409 : 201);
    if (response.status === 201) model.registered.add(this.username);
  }
  toString = (): string => `register ${this.username}`;
}

class Cancel implements fc.AsyncCommand<SeatModel, SeatSystem> {
  readonly username: string;
  constructor(username: string) {
    this.username = username;
  }
  check = (): boolean => true;
  async run(model: SeatModel, { event }: SeatSystem): Promise<void> {
    const response = await hal('DELETE', event._links.cancel.href, { ...root, body: { username: this.username } });
    expect([response.status, response.body.changed]).toEqual([200, model.registered.delete(this.username)]);
  }
  toString = (): string => `cancel ${this.username}`;
}

class Resize implements fc.AsyncCommand<SeatModel, SeatSystem> {
  readonly capacity: number;
  constructor(capacity: number) {
    this.capacity = capacity;
  }
  check = (): boolean => true;
  async run(model: SeatModel, { venue }: SeatSystem): Promise<void> {
    const response = await hal('PATCH', venue._links.self.href, { ...any, body: { capacity: this.capacity } });
    expect(response.status).toBe(model.registered.size > this.capacity ? 409 : 200);
    if (response.status === 200) model.capacity = this.capacity;
  }
  toString = (): string => `resize to ${this.capacity}`;
}

class CountRegistrations implements fc.AsyncCommand<SeatModel, SeatSystem> {
  check = (): boolean => true;
  async run(model: SeatModel, { event }: SeatSystem): Promise<void> {
    const list = await hal('GET', `${event._links.registration.href}?embed=account`, root);
    const names = list.body._embedded.registration.map((each: HalBody) => each._embedded.account.username);
    expect(names.toSorted()).toEqual([...model.registered].toSorted());
  }
  toString = (): string => 'count';
}

describe.each(testStores)('comparison with a simple model, on $name', ({ open }) => {
  let system: TestSystem;
  let count = 0;
  beforeAll(async () => {
    // On a busy machine, an operation may take longer than its lease, and is undone then.
    system = await startTestSystem(open, { INTENTION_SECONDS: '300', CONTENTION_WAIT_MS: '30000' });
  });
  afterAll(() => system.close());

  const newVenue = async (capacity: number): Promise<HalBody> =>
    (await hal('POST', system.href('venue'), { ...root, body: { name: `Model ${count++}`, capacity } })).body;

  it('events overlap exactly if their intervals do', async () => {
    const room = fc.integer({ min: 0, max: 1 });
    const start = fc.integer({ min: 0, max: 2 * minutesOfDay });
    const length = fc.oneof(fc.integer({ min: 1, max: 600 }), fc.constant(3 * minutesOfDay));
    const commandArbitraries = [
      fc.tuple(room, start, length).map((args) => new CreateEvent(...args)),
      fc.tuple(fc.nat(20), fc.option(room), fc.option(fc.tuple(start, length))).map((args) => new MoveEvent(...args)),
      fc.nat(20).map((which) => new RemoveEvent(which)),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...origins),
        fc.commands(commandArbitraries, commandsPerRun),
        async (origin, commands) => {
          const rooms = [await newVenue(5), await newVenue(5)];
          await fc.asyncModelRun(() => ({ model: { events: new Map() }, real: { origin, rooms } }), commands);
        },
      ),
      runs,
    );
  });

  it('registrations and cancellations change the seats as in the model', async () => {
    const person = fc.constantFrom(...usernames);
    const commandArbitraries = [
      person.map((username) => new Register(username)),
      person.map((username) => new Register(username)),
      person.map((username) => new Cancel(username)),
      fc.integer({ min: 1, max: 6 }).map((capacity) => new Resize(capacity)),
      fc.constant(new CountRegistrations()),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.commands(commandArbitraries, commandsPerRun),
        async (capacity, commands) => {
          const venue = await newVenue(capacity);
          const body = { name: 'Model', ...slotAt(origins[0]!, 600, 60) };
          const { body: event } = await hal('POST', venue._links.event.href, { ...root, body });
          const model = (): SeatModel => ({ capacity, registered: new Set() });
          await fc.asyncModelRun(() => ({ model: model(), real: { venue, event } }), commands);
        },
      ),
      runs,
    );
  });
});
