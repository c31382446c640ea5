import { describe, expect, it } from '@jest/globals';
import { anonymous, root, type Caller } from './caller.ts';
import { covers, either, mayCover, own, roles, signedIn } from './policy.ts';

const member: Caller = { signedIn: true, id: 'm', username: 'm', role: 'member' };
const manager: Caller = { ...member, id: 'x', role: 'manager' };

describe('a policy', () => {
  it('answers yes, no, or which', () => {
    const policy = either(own('_owner'), roles('manager', 'admin'));
    expect([anonymous, member, manager, root].map(policy)).toEqual([false, { _owner: 'm' }, true, true]);
    expect([anonymous, member].map(signedIn)).toEqual([false, true]);
    expect(either(own('a'), own('b'))(member)).toEqual({ $or: [{ a: 'm' }, { b: 'm' }] });
  });

  it('covers the documents that its answer matches', () => {
    expect(covers({ $or: [{ a: 'm' }, { b: 'm' }] }, { b: 'm' })).toBe(true);
    expect(covers({ $and: [{ a: 'm' }, { b: 'm' }] }, { b: 'm' })).toBe(false);
    expect([covers(true, {}), covers(false, {}), covers({ a: 'm' }, {})]).toEqual([true, false, false]);
  });

  it('may cover a document as long as nothing that is known of it is against it', () => {
    const one = either(own('a'), roles('hr'))(member);
    const known = [{}, { b: 'x' }, { a: 'm' }, { a: 'x' }];
    expect(known.map((each) => mayCover(one, each))).toEqual([true, true, true, false]);
    expect([mayCover(true, { a: 'x' }), mayCover(false, {})]).toEqual([true, false]);
    expect(mayCover({ $or: [{ a: 'm' }, { b: 'm' }] }, { a: 'x' })).toBe(true);
  });
});
