import { expect, it } from '@jest/globals';
import { checkHistory } from './check-history.ts';
import type { FinalState } from './final-state.ts';
import { effectiveStart, type ChaosOperation, type HistoryEntry } from './history.ts';

const empty: FinalState = {
  venues: new Map(),
  events: new Map(),
  accounts: new Set(),
  registrations: [],
  speakers: new Map(),
  incomplete: [],
  voidBookings: [],
};
const register: ChaosOperation = { kind: 'register', event: 'event', account: 'account' };
const cancel: ChaosOperation = { ...register, kind: 'cancel' };
const succeeded = { kind: 'succeeded', ids: [] } as const;

/** A registration whose response is lost, its cancellation, and the repetition of the request. */
const history = (repetitionStart: number): readonly HistoryEntry[] => [
  { operation: register, outcome: { kind: 'unknown', reason: '' }, start: 0, end: Infinity },
  { operation: cancel, outcome: succeeded, start: 1, end: 2 },
  { operation: register, outcome: succeeded, start: repetitionStart, end: 4 },
];

it('lets a repetition report what the first attempt has done', () => {
  const start = effectiveStart({ operation: register, firstStart: 0, start: 3 });
  expect(checkHistory(history(start), empty)).toEqual([]);
  expect(checkHistory(history(3), empty)).toEqual(['the acknowledged registration event account does not exist']);
});

it('takes a repetition without an idempotency key for a new operation', () => {
  expect(effectiveStart({ operation: cancel, firstStart: 0, start: 3 })).toBe(3);
});
