import { describe, expect, it } from '@jest/globals';
import { jsonDepth } from './request.ts';

describe('the nesting depth of a JSON text', () => {
  it.each([
    ['5', 0],
    ['{}', 1],
    ['[{"a":[1]},[]]', 3],
    ['{"a":"[[[","b":"\\"{{{"}', 1],
    [`${'['.repeat(1000)}${']'.repeat(1000)}`, 1000],
    [`"${'\\"'.repeat(500_000)}`, 0],
  ])('%#', (text, depth) => expect(jsonDepth(text)).toBe(depth));
});
