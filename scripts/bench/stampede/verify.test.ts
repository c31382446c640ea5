import { describe, expect, it } from '@jest/globals';
import type { Answer, Visit } from './people.ts';
import { verify } from './verify.ts';

const answer = (kind: Answer['kind'], sentAt: number, receivedAt: number): Answer => ({ kind, sentAt, receivedAt });
const isIn = (at: number): Visit => [answer('in', at, at + 1)];
const isFull = (at: number): Visit => [answer('full', at, at + 1)];
const cancels = (at: number, cancelledAt: number): Visit => [
  ...isIn(at),
  answer('cancelled', cancelledAt, cancelledAt + 1),
];

describe('the verification of a stampede', () => {
  it('accepts that as many are registered as there are seats', () => {
    expect(verify([isIn(0), isIn(1), isFull(5)], { seats: 2, registered: 2 })).toEqual([]);
  });

  it('accepts a free seat that was given back when nobody was left who asked for one', () => {
    expect(verify([isIn(0), cancels(1, 10), isFull(5)], { seats: 2, registered: 1 })).toEqual([]);
  });

  it('reports a free seat that was given back before somebody asked for one', () => {
    const visits = [isIn(0), cancels(1, 10), isFull(20)];
    expect(verify(visits, { seats: 2, registered: 1 })).toEqual([
      '1 people are registered for 2 seats',
      '1 people were told that it is full while a seat was free',
    ]);
  });

  it('reports more registrations than seats', () => {
    const faults = verify([isIn(0), isIn(1)], { seats: 1, registered: 2 });
    expect(faults).toEqual(['2 people are registered for 1 seats']);
  });

  it('reports answers that differ from what is registered, and those that are unexpected or none', () => {
    const visits = [isIn(0), isIn(1), [answer('later', 0, 1)], [{ ...answer('failed', 0, 1), detail: '500' }]];
    expect(verify(visits, { seats: 3, registered: 3 })).toEqual([
      '1 answers are unexpected: 500',
      '1 people got no answer but to come again',
      '2 people were told that they are in, 3 are',
    ]);
  });
});
