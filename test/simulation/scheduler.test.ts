import { describe, expect, it } from '@jest/globals';
import { replayChoices, randomChoices, listOf } from './choices.ts';
import { createClock } from './clock.ts';
import { createScheduler, type SimulatedProcess } from './scheduler.ts';
import { shrink } from './shrink.ts';

describe('choices', () => {
  it('replay what random choices have chosen', () => {
    const choose = (choices = randomChoices(7)): number[] => {
      const values = [];
      for (let index = 0; index < 200; index++) values.push(choices.next('order', 2 + (index % 5)));
      return values;
    };
    const random = randomChoices(7);
    const values = choose(random);
    expect(choose(replayChoices(listOf(random)))).toEqual(values);
    expect(choose()).toEqual(values);
    expect(new Set(values).size).toBeGreaterThan(1);
  });

  it('are 0 after the end of a list, and fit the possibilities', () => {
    const choices = replayChoices([5, 3]);
    expect([choices.next('order', 4), choices.next('order', 1), choices.next('order', 2)]).toEqual([1, 0, 1]);
    expect(choices.next('fault', 9)).toBe(0);
    expect(choices.made).toHaveLength(3);
  });
});

describe('shrinking', () => {
  it('finds the shortest list with the smallest numbers that still fails', async () => {
    const list = Array.from({ length: 300 }, (_, index) => (index * 7) % 50);
    const fails = async (each: readonly number[]): Promise<boolean> => each.filter((value) => value >= 40).length >= 2;
    const reduced = await shrink(list, fails, 5000);
    expect(reduced).toHaveLength(2);
    expect(await fails(reduced)).toBe(true);
    expect(Math.max(...reduced)).toBeLessThan(50);
  });

  it('stops after the maximum number of runs', async () => {
    let runs = 0;
    await shrink([1, 2, 3, 4, 5, 6, 7, 8], async () => (runs++, false), 3);
    expect(runs).toBe(3);
  });
});

describe('the scheduler', () => {
  const process: SimulatedProcess = { name: 'one', isAlive: true, isPaused: false };
  const create = (list: readonly number[]) => {
    const clock = createClock();
    return createScheduler({ clock, choices: replayChoices(list), faults: [], leapMs: 1000, maxTurns: 100 });
  };

  it('runs steps in their order, unless another is chosen', async () => {
    for (const [list, expected] of [
      [[], 'abc'],
      [[2, 1], 'cba'],
    ] as const) {
      const scheduler = create(list);
      const done: string[] = [];
      for (const label of ['a', 'b', 'c']) scheduler.add({ label, owner: process, run: () => done.push(label) });
      await scheduler.runUntil(() => done.length === 3);
      expect(done.join('')).toBe(expected);
    }
  });

  it('moves the clock to the next timer when nothing else can happen', async () => {
    const scheduler = create([]);
    const times: number[] = [];
    scheduler.enter(process);
    scheduler.schedule(() => times.push(scheduler.clock.now()), 50, true);
    scheduler.schedule(() => times.push(scheduler.clock.now()), 70, false);
    await scheduler.runUntil(() => times.length === 3);
    expect(times).toEqual([50, 70, 100]);
  });

  it('runs no step and no timer of a process that stands still or is dead', async () => {
    const scheduler = create([]);
    const [paused, dead] = [{ ...process, isPaused: true }, { ...process }];
    const done: string[] = [];
    for (const owner of [paused, dead]) {
      scheduler.enter(owner);
      scheduler.schedule(() => done.push('timer'), 10, false);
      scheduler.add({ label: 'step', owner, run: () => done.push('step') });
    }
    dead.isAlive = false;
    scheduler.discard(dead);
    expect(await scheduler.runUntil(() => done.length > 0)).toBe(false);
    paused.isPaused = false;
    await scheduler.runUntil(() => done.length === 2);
    expect(done).toEqual(['step', 'timer']);
  });

  it('ends after the maximum number of turns', async () => {
    const scheduler = create([]);
    const add = (): void => scheduler.add({ label: 'again', owner: undefined, run: add });
    add();
    expect(await scheduler.runUntil(() => false)).toBe(false);
    expect(scheduler.turn()).toBe(100);
  });
});
