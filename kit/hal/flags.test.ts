import { describe, expect, it } from '@jest/globals';
import { parseFlag } from './flags.ts';

describe('a flag', () => {
  it.each([
    ...([undefined, 'false', '0', ['false', '0']] as const).map((value) => [value, false] as const),
    ...(['', 'true', '1', ['1', 'true']] as const).map((value) => [value, true] as const),
  ])('%j is %s', (value, expected) =>
    expect(parseFlag({ flag: value }, 'flag')).toEqual({ ok: true, value: expected }),
  );

  it.each(['AAA', 'TRUE', 'yes', '2', ' ', ['AAA', 'true']])('rejects %j, and says what would be right', (value) =>
    expect(parseFlag({ flag: value }, 'flag')).toMatchObject({
      ok: false,
      problem: { kind: { status: 400 }, detail: expect.stringMatching(/^flag: ".+" is not true, false, 1 or 0/) },
    }),
  );

  it('rejects two values that contradict each other', () =>
    expect(parseFlag({ flag: ['false', ''] }, 'flag')).toMatchObject({
      ok: false,
      problem: { kind: { status: 400 }, detail: 'flag is given as both true and false' },
    }));
});
