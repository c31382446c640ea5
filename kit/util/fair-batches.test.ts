import { describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { batchFairly } from './fair-batches.ts';

/** Requests such as `hot 1`, whose key is the first word. A batch ends when `finish` is called with its requests. */
function openBatches() {
  const loads: string[] = [];
  const running = new Map<string, () => void>();
  const request = batchFairly<string, string>({
    keyOf: (text) => text.split(' ', 1)[0]!,
    load: async (texts) => {
      const batch = texts.join(', ');
      loads.push(batch);
      await new Promise<void>((resolve) => running.set(batch, resolve));
      if (batch.includes('fails')) throw new Error(`failed: ${batch}`);
      return texts.map((text) => `${text}!`);
    },
    concurrency: 2,
    most: 4,
    mostMixed: 2,
  });
  const finish = async (batch: string): Promise<void> => {
    running.get(batch)?.();
    await delay(1);
  };
  const send = async (...texts: readonly string[]): Promise<void> => {
    for (const text of texts) void request(text).catch(() => undefined);
    await delay(1);
  };
  return { loads, request, send, finish };
}

describe('fair batches', () => {
  it('load those that come meanwhile for the same key together, after the running ones', async () => {
    const { loads, request, send, finish } = openBatches();
    await send('hot 1');
    const results = Promise.all(['hot 2', 'hot 3'].map(request));
    await delay(1);
    expect(loads).toEqual(['hot 1']);
    await finish('hot 1');
    expect(loads).toEqual(['hot 1', 'hot 2, hot 3']);
    await finish('hot 2, hot 3');
    expect(await results).toEqual(['hot 2!', 'hot 3!']);
  });

  it('let no key wait for one with many requests', async () => {
    const { loads, send, finish } = openBatches();
    await send('hot 1', 'hot 2', 'hot 3', 'other 1');
    expect(loads).toEqual(['hot 1, hot 2, hot 3', 'other 1']);
    await send('hot 4', 'hot 5', 'hot 6');
    await finish('other 1');
    await send('other 2');
    expect(loads.slice(2)).toEqual(['other 2']);
  });

  it('load keys with few requests together', async () => {
    const { loads, send } = openBatches();
    await send('a 1', 'b 1', 'c 1', 'd 1');
    expect(loads).toEqual(['a 1, b 1', 'c 1, d 1']);
  });

  it('have a most size, and keys take turns', async () => {
    const { loads, send, finish } = openBatches();
    await send('a 1', 'b 1', 'b 2', 'b 3');
    expect(loads).toEqual(['a 1', 'b 1, b 2, b 3']);
    await send(...[1, 2, 3, 4, 5].map((number) => `hot ${number}`), 'other 1');
    await finish('a 1');
    await finish('hot 1, hot 2, hot 3, hot 4');
    expect(loads.slice(2)).toEqual(['hot 1, hot 2, hot 3, hot 4', 'other 1, hot 5']);
  });

  it('fail together, and later requests are loaded again', async () => {
    const { request, finish } = openBatches();
    const failed = Promise.allSettled(['hot fails', 'hot 2'].map(request));
    await delay(1);
    await finish('hot fails, hot 2');
    expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const result = request('hot 3');
    await delay(1);
    await finish('hot 3');
    expect(await result).toBe('hot 3!');
  });
});
