import { describe, expect, it } from '@jest/globals';
import { anonymous, root, type Caller } from './caller.ts';
import { permits, anyOf, mayPermit, own, roles, signedIn } from './policy.ts';

const member: Caller = { signedIn: true, id: 'm', username: 'm', role: 'member' };
const manager: Caller = { ...member, id: 'x', role: 'manager' };

describe('a policy', () => {
  it('answers yes, no, or which', () => {
    const policy = anyOf(own('_owner'), roles('manager', 'admin'));
    expect([anonymous, member, manager, root].map(policy)).toEqual([false, { _owner: 'm' }, true, true]);
    expect([anonymous, member].map(signedIn)).toEqual([false, true]);
    expect(anyOf(own('a'), own('b'))(member)).toEqual({ $or: [{ a: 'm' }, { b: 'm' }] });
  });

  it('covers the documents that its answer matches', () => {
    expect(permits({ $or: [{ a: 'm' }, { b: 'm' }] }, { b: 'm' })).toBe(true);
    expect(permits({ $and: [{ a: 'm' }, { b: 'm' }] }, { b: 'm' })).toBe(false);
    expect([permits(true, {}), permits(false, {}), permits({ a: 'm' }, {})]).toEqual([true, false, false]);
  });

  it('may cover a document as long as nothing that is known of it is against it', () => {
    const one = anyOf(own('a'), roles('hr'))(member);
    const known = [{}, { b: 'x' }, { a: 'm' }, { a: 'x' }];
    expect(known.map((each) => mayPermit(one, each))).toEqual([true, true, true, false]);
    expect([mayPermit(true, { a: 'x' }), mayPermit(false, {})]).toEqual([true, false]);
    expect(mayPermit({ $or: [{ a: 'm' }, { b: 'm' }] }, { a: 'x' })).toBe(true);
  });
});
