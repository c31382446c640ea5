import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { runAbortable } from './abortable.ts';

const graceMs = 30;

/** An operation that takes this long, unless it is ended. */
function operationOf(ms: number) {
  const ended: unknown[] = [];
  const run = async (signal: AbortSignal | undefined): Promise<string> => {
    await delay(ms, undefined, { ...(signal && { signal }) }).catch(() => ended.push(signal?.reason));
    return 'done';
  };
  return { run, ended };
}

describe('an abortable operation', () => {
  it('that is ended rejects at once with the reason, and is told after the grace', async () => {
    const { run, ended } = operationOf(60_000);
    const client = new AbortController();
    const result = runAbortable(run, { signal: client.signal, graceMs });
    const reason = new Error('disconnected');
    client.abort(reason);
    await expect(result).rejects.toBe(reason);
    expect(ended).toEqual([]);
    await delay(graceMs + 20);
    expect(ended).toEqual([reason]);
  });

  it('is not told if it settles within the grace', async () => {
    const { run, ended } = operationOf(1);
    const client = new AbortController();
    const result = runAbortable(run, { signal: client.signal, graceMs });
    client.abort();
    await expect(result).rejects.toThrow('aborted');
    await delay(graceMs + 20);
    expect(ended).toEqual([]);
  });

  it('has its result if it is not ended, and does not begin if it was ended before', async () => {
    expect(await runAbortable(operationOf(1).run, { signal: new AbortController().signal, graceMs })).toBe('done');
    expect(await runAbortable(operationOf(1).run, { signal: undefined, graceMs })).toBe('done');
    const begin = () => Promise.reject(new Error('it began'));
    await expect(runAbortable(begin, { signal: AbortSignal.abort('no'), graceMs })).rejects.toBe('no');
  });
});
