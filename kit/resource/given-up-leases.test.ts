import { expect, it, jest } from '@jest/globals';
import { createGivenUpLeases } from './given-up-leases.ts';

it('forgets a lease when it has expired', () => {
  jest.useFakeTimers();
  try {
    const leases = createGivenUpLeases(1000);
    leases.add('first');
    jest.advanceTimersByTime(999);
    leases.add('second');
    expect([leases.has('first'), leases.has('second')]).toEqual([true, true]);
    jest.advanceTimersByTime(1);
    expect([leases.has('first'), leases.has('second')]).toEqual([false, true]);
  } finally {
    jest.useRealTimers();
  }
});

it('forgets the oldest leases above 10 000', () => {
  const leases = createGivenUpLeases(60_000);
  for (let index = 0; index <= 10_000; index++) leases.add(String(index));
  expect([leases.has('0'), leases.has('1'), leases.has('10000')]).toEqual([false, true, true]);
});
