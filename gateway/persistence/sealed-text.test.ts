import { describe, expect, it } from '@jest/globals';
import { seal, unseal } from './sealed-text.ts';

const settings = { format: 'test 1', secret: 'a secret of the tests' };

describe('a sealed text', () => {
  const sealed = seal('one\ntwo', settings);

  it('is unsealed as it was', () => {
    expect(unseal(sealed, settings)).toEqual({ text: 'one\ntwo' });
    expect(unseal(seal('', settings), settings)).toEqual({ text: '' });
  });

  it.each([
    ['a changed character', sealed.replace('two', 'twO'), 'damaged'],
    ['a lost end', sealed.slice(0, -1), 'damaged'],
    ['an added end', `${sealed}\n`, 'damaged'],
    ['no first line', 'one', 'first line'],
    ['an empty file', '', 'first line'],
    ['a first line without a checksum', '{"format":"test 1"}\none\ntwo', 'first line'],
    ['another format', seal('one\ntwo', { ...settings, format: 'test 2' }), '"test 2" instead of "test 1"'],
    ['another format in its first line', sealed.replace('test 1', 'test 2'), '"test 2" instead of "test 1"'],
    ['another secret', seal('one\ntwo', { ...settings, secret: 'another' }), 'SERVICE_SECRET'],
  ])('is refused with %s', (_title, text, problem) => {
    expect(unseal(text, settings)).toEqual({ problem: expect.stringContaining(problem) });
  });
});
