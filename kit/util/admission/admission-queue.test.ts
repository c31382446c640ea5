import { describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { createAdmissionQueue, type AdmissionSettings } from './admission-queue.ts';

/** A queue whose tasks end when `finish` is called, in the order in which they began. */
function openQueue(settings: Partial<AdmissionSettings> = {}) {
  const queue = createAdmissionQueue({ concurrency: 1, waiting: 10, waitMs: 10_000, ...settings });
  const began: string[] = [];
  const running: (() => void)[] = [];
  const run = (caller: string, name = caller) =>
    queue.run({ key: 'event', caller }, async () => {
      began.push(name);
      await new Promise<void>((resolve) => running.push(resolve));
      return name;
    });
  const finish = async (): Promise<void> => {
    running.shift()?.();
    await delay(1);
  };
  return { queue, began, run, finish };
}

describe('an admission queue', () => {
  it('runs as many tasks of a key as allowed, and those of other keys', async () => {
    const { queue, began, run, finish } = openQueue({ concurrency: 2 });
    const results = ['a', 'b', 'c'].map((caller) => run(caller));
    expect(began).toEqual(['a', 'b']);
    expect(await queue.run({ key: 'other', caller: 'a' }, () => Promise.resolve(1))).toEqual({
      kind: 'done',
      result: 1,
    });
    await finish();
    expect(began).toEqual(['a', 'b', 'c']);
    await finish();
    await finish();
    expect(await Promise.all(results)).toContainEqual({ kind: 'done', result: 'c' });
  });

  it('gives nobody a second turn while another caller waits for the first', async () => {
    const { began, run, finish } = openQueue();
    for (const name of ['greedy 1', 'greedy 2', 'greedy 3']) void run('greedy', name);
    void run('b');
    void run('c');
    for (let turn = 0; turn < 5; turn++) await finish();
    expect(began).toEqual(['greedy 1', 'b', 'c', 'greedy 2', 'greedy 3']);
  });

  it('refuses at once when it is full, first the requests of a caller with several', async () => {
    const { queue, run } = openQueue({ waiting: 2 });
    void run('a');
    const [, second] = [run('greedy', 'first'), run('greedy', 'second')];
    expect(queue.refusal('event')).toBeUndefined();
    void run('b');
    expect(await second).toMatchObject({ kind: 'refused' });
    expect(await run('c')).toMatchObject({ kind: 'refused' });
    expect(queue.refusal('event')).toBeGreaterThanOrEqual(1);
    expect(queue.refusal('other')).toBeUndefined();
  });

  it('refuses those who are late while tasks are running', () => {
    const { queue, run } = openQueue({ concurrency: 2 });
    expect(queue.refusal('event', true)).toBeUndefined();
    void run('a');
    expect(queue.refusal('event', false)).toBeUndefined();
    expect(queue.refusal('event', true)).toBeGreaterThanOrEqual(1);
  });

  it('refuses what has waited for too long, which keeps its round', async () => {
    const { began, run, finish } = openQueue({ waitMs: 20 });
    void run('a');
    expect(await run('b')).toMatchObject({ kind: 'refused' });
    void run('a', 'again');
    void run('b');
    await finish();
    expect(began).toEqual(['a', 'b']);
  });

  it('refuses at once what would wait for too long', async () => {
    const { run, finish } = openQueue({ waitMs: 1000 });
    for (const caller of ['a', 'b', 'c', 'd', 'e', 'f', 'h', 'i', 'j', 'k']) void run(caller);
    for (let turn = 0; turn < 2; turn++) {
      await delay(200);
      await finish();
    }
    const later = new Promise((resolve) => setImmediate(resolve, 'later'));
    expect(await Promise.race([run('g'), later])).toMatchObject({ kind: 'refused' });
  });

  it('tells those who come again different times, later ones the more they are', async () => {
    const { run } = openQueue({ waiting: 1 });
    void run('a');
    void run('b');
    const refused = await Promise.all(Array.from({ length: 200 }, (_, index) => run(`caller ${index}`)));
    const seconds = refused.map((each) => (each.kind === 'refused' ? each.retryAfterSeconds : 0));
    expect(Math.min(...seconds)).toBeGreaterThanOrEqual(1);
    expect(new Set(seconds).size).toBeGreaterThan(20);
    expect(Math.max(...seconds)).toBeLessThanOrEqual(30);
  });

  it('limits nothing with a concurrency of 0', async () => {
    const { began, run } = openQueue({ concurrency: 0 });
    ['a', 'b', 'c'].forEach((caller) => void run(caller));
    await delay(1);
    expect(began).toEqual(['a', 'b', 'c']);
  });
});
