import { describe, expect, it } from '@jest/globals';
import { lastModifiedOf, modifiedNow } from './modification.ts';

describe('the dates of a change', () => {
  it('are now, unless the previous version counts as modified in this second or later', () => {
    const old = modifiedNow({ _updated: new Date(0) });
    expect(old._modified).toBe(old._updated);
    const future = new Date(Math.ceil(Date.now() / 1000) * 1000 + 10_500);
    const { _updated, _modified } = modifiedNow({ _updated: new Date(0), _modified: future });
    expect(_modified.getTime()).toBe(future.getTime() + 500);
    expect(_updated.getTime()).toBeLessThan(future.getTime());
  });

  it('are those of the document where it was never changed', () => {
    const _updated = new Date();
    expect(lastModifiedOf({ _updated })).toBe(_updated);
  });
});
