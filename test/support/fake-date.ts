import { jest } from '@jest/globals';

/** Makes `Date` begin at another time, as after a step of the system's clock. Timers and `performance` stay real. */
export function fakeDate(now: number | Date): void {
  const doNotFake = [
    'performance',
    'setTimeout',
    'clearTimeout',
    'setInterval',
    'clearInterval',
    'setImmediate',
    'clearImmediate',
    'nextTick',
    'queueMicrotask',
  ] as const;
  jest.useFakeTimers({ now, doNotFake: [...doNotFake] });
}
