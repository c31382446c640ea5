import { describe, expect, it } from '@jest/globals';
import { depthOf } from './request.ts';

describe('how deep a JSON text is', () => {
  it.each([
    ['5', 0],
    ['{}', 1],
    ['[{"a":[1]},[]]', 3],
    ['{"a":"[[[","b":"\\"{{{"}', 1],
    [`${'['.repeat(1000)}${']'.repeat(1000)}`, 1000],
    [`"${'\\"'.repeat(500_000)}`, 0],
  ])('%#', (text, depth) => expect(depthOf(text)).toBe(depth));
});
