import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { handleStopSignals } from './stop-signals.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => {
  jest.useRealTimers();
  process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
});

it('signals within a second count as one; a later one has the exit code of its signal', () => {
  const calls: unknown[] = [];
  handleStopSignals({
    onFirst: (signal) => calls.push(signal),
    onAgain: (signal, exitCode) => calls.push([signal, exitCode]),
  });
  const receive = (signal: 'SIGINT' | 'SIGTERM'): void => void process.emit(signal, signal);
  receive('SIGINT');
  receive('SIGINT');
  jest.advanceTimersByTime(900);
  receive('SIGTERM');
  expect(calls).toEqual(['SIGINT']);
  jest.advanceTimersByTime(101);
  receive('SIGTERM');
  receive('SIGINT');
  expect(calls).toEqual(['SIGINT', ['SIGTERM', 143], ['SIGINT', 130]]);
});
