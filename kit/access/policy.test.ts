import { describe, expect, it } from '@jest/globals';
import { anonymous, root, type Caller } from './caller.ts';
import { permits, anyOf, mayPermit, own, defineRoles, signedIn } from './policy.ts';

const roles = defineRoles(['manager', 'hr']);
const member: Caller = { signedIn: true, id: 'm', username: 'm', role: 'member' };
const manager: Caller = { ...member, id: 'x', role: 'manager' };

describe('a policy', () => {
  it('grants all documents, none, or those that match a filter', () => {
    const policy = anyOf(own('_owner'), roles('manager', 'admin'));
    expect([anonymous, member, manager, root].map(policy)).toEqual([false, { _owner: 'm' }, true, true]);
    expect([anonymous, member].map(signedIn)).toEqual([false, true]);
    expect(anyOf(own('a'), own('b'))(member)).toEqual({ $or: [{ a: 'm' }, { b: 'm' }] });
  });

  it('grants the documents that match its filter', () => {
    expect(permits({ $or: [{ a: 'm' }, { b: 'm' }] }, { b: 'm' })).toBe(true);
    expect(permits({ $and: [{ a: 'm' }, { b: 'm' }] }, { b: 'm' })).toBe(false);
    expect([permits(true, {}), permits(false, {}), permits({ a: 'm' }, {})]).toEqual([true, false, false]);
  });

  it('may grant a document unless a known field contradicts the filter', () => {
    const result = anyOf(own('a'), roles('hr'))(member);
    const partialDocuments = [{}, { b: 'x' }, { a: 'm' }, { a: 'x' }];
    expect(partialDocuments.map((fields) => mayPermit(result, fields))).toEqual([true, true, true, false]);
    expect([mayPermit(true, { a: 'x' }), mayPermit(false, {})]).toEqual([true, false]);
    expect(mayPermit({ $or: [{ a: 'm' }, { b: 'm' }] }, { a: 'x' })).toBe(true);
  });
});
