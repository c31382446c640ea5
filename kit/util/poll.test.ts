import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { poll, type PollRun, type PollSettings } from './poll.ts';

beforeEach(() => {
  jest.useFakeTimers();
  // No jitter: every pause has its full length.
  jest.spyOn(Math, 'random').mockReturnValue(1);
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});
const advance = (milliseconds: number): Promise<void> => jest.advanceTimersByTimeAsync(milliseconds);

/** Polls for ten seconds and returns the start time of each run, in milliseconds. Runs succeed by default. */
async function startTimes(
  outcomes: readonly boolean[],
  settings: Omit<PollSettings, 'task'>,
): Promise<readonly number[]> {
  const startedAt = Date.now();
  const times: number[] = [];
  const task = async (): Promise<boolean> => outcomes[times.push(Date.now() - startedAt) - 1] ?? true;
  const polling = poll({ ...settings, task });
  await advance(10_000);
  await polling.close();
  return times;
}

/** A task whose runs end when the test calls `end`. */
function controlledTask() {
  const ends: (() => void)[] = [];
  const task = jest.fn<PollSettings['task']>(() => new Promise((resolve) => ends.push(() => resolve(true))));
  return { task, end: () => ends.shift()?.() };
}

describe('a poll', () => {
  it('runs at once, and then after every interval', async () => {
    expect(await startTimes([], { intervalMs: 4000 })).toEqual([0, 4000, 8000]);
  });

  it('starts after the interval if it is not immediate', async () => {
    expect(await startTimes([], { intervalMs: 4000, immediate: false })).toEqual([4000, 8000]);
  });

  it('shortens the interval by jitter', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(0);
    expect(await startTimes([], { intervalMs: 4000 })).toEqual([0, 2000, 4000, 6000, 8000, 10_000]);
  });

  it('backs off after failures, and returns to the interval after a success', async () => {
    const backoff = { initialMs: 500, maxMs: 1500 };
    expect(await startTimes([false, false, false, false, true], { intervalMs: 4000, backoff })).toEqual([
      0, 500, 1500, 3000, 4500, 8500,
    ]);
  });

  it('keeps the interval after failures without a back-off', async () => {
    expect(await startTimes([false, false], { intervalMs: 4000 })).toEqual([0, 4000, 8000]);
  });

  it('passes the number of consecutive failures to each run', async () => {
    const task = jest.fn(async ({ failures }: PollRun) => failures === 2);
    const polling = poll({ task, intervalMs: 1000 });
    await advance(4000);
    await polling.close();
    expect(task.mock.calls.map(([{ failures }]) => failures)).toEqual([0, 1, 2, 0, 1]);
  });

  it('reports a rejection, counts it as a failure and continues', async () => {
    const error = new Error('unexpected');
    const task = jest.fn<PollSettings['task']>(() => Promise.reject(error));
    const onError = jest.fn();
    const polling = poll({ task, intervalMs: 1000, onError });
    await advance(1000);
    await polling.close();
    expect(onError.mock.calls).toEqual([
      [error, expect.objectContaining({ failures: 0 })],
      [error, expect.objectContaining({ failures: 1 })],
    ]);
  });

  it('treats an exception as a rejection', async () => {
    const error = new Error('unexpected');
    const task = jest.fn<PollSettings['task']>(() => {
      throw error;
    });
    const onError = jest.fn();
    const polling = poll({ task, intervalMs: 1000, onError });
    await advance(2000);
    expect(onError).toHaveBeenCalledTimes(3);
    await polling.close();
  });

  it('rejects the requested run if there is no error handler, and continues', async () => {
    let error: Error | undefined = new Error('unexpected');
    const task = jest.fn(async () => {
      if (error !== undefined) throw error;
      return true;
    });
    const polling = poll({ task, intervalMs: 1000, immediate: false });
    await expect(polling.runNow()).rejects.toThrow('unexpected');
    error = undefined;
    await advance(1000);
    expect(task).toHaveBeenCalledTimes(2);
    await polling.close();
  });
});

describe('a requested run', () => {
  it('starts at once, and the interval restarts at its end', async () => {
    const task = jest.fn(async () => true);
    const polling = poll({ task, intervalMs: 1000 });
    await advance(600);
    await polling.runNow();
    expect(task).toHaveBeenCalledTimes(2);
    await advance(600);
    expect(task).toHaveBeenCalledTimes(2);
    await advance(400);
    expect(task).toHaveBeenCalledTimes(3);
    await polling.close();
  });

  it('is the current run if there is one', async () => {
    const { task, end } = controlledTask();
    const polling = poll({ task, intervalMs: 1000 });
    const requested = [polling.runNow(), polling.runNow()];
    end();
    await Promise.all(requested);
    expect(task).toHaveBeenCalledTimes(1);
    await polling.close();
  });

  it('follows the current run if it has to start after the request, and is shared', async () => {
    const { task, end } = controlledTask();
    const polling = poll({ task, intervalMs: 1000 });
    const requested = [polling.runAfresh(), polling.runAfresh()];
    end();
    await advance(0);
    expect(task).toHaveBeenCalledTimes(2);
    const later = polling.runAfresh();
    end();
    await Promise.all(requested);
    await advance(0);
    expect(task).toHaveBeenCalledTimes(3);
    end();
    await later;
    await polling.close();
  });

  it('starts at once if it has to start after the request and there is no current run', async () => {
    const task = jest.fn(async () => true);
    const polling = poll({ task, intervalMs: 1000, immediate: false });
    await polling.runAfresh();
    expect(task).toHaveBeenCalledTimes(1);
    await polling.close();
  });
});

describe('closing a poll', () => {
  it('aborts the signal of the current run, waits for it and starts no other', async () => {
    const { task, end } = controlledTask();
    const polling = poll({ task, intervalMs: 1000 });
    const following = polling.runAfresh();
    let isClosed = false;
    const closing = Promise.all([polling.close(), polling.close()]).then(() => (isClosed = true));
    await advance(5000);
    expect(isClosed).toBe(false);
    expect(task.mock.calls[0]?.[0].signal.aborted).toBe(true);
    end();
    await closing;
    await following;
    await polling.runNow();
    await advance(5000);
    expect(task).toHaveBeenCalledTimes(1);
  });

  it('is not required for the process to exit: the timer does not keep it alive', async () => {
    jest.useRealTimers();
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const polling = poll({ task: async () => true, intervalMs: 60_000 });
    await polling.runNow();
    expect(timers()).toBe(before);
    await polling.close();
  });
});
