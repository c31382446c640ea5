import { expect, it } from '@jest/globals';
import { root } from '../../access/caller.ts';
import type { OperationContext } from '../definition/context.ts';
import type { Definition } from '../definition/definition.ts';
import { secret, text } from '../fields/index.ts';
import { defaultLimits } from '../limits.ts';
import { tooManySecrets } from './secret-limit.ts';

const documentation = { title: 'Field', description: 'A field.' };
const fields = { name: text({ ...documentation, max: 9 }), password: secret({ ...documentation, min: 1, max: 9 }) };
const runtime = { definition: { fields } as unknown as Definition, limits: { ...defaultLimits, secrets: 2 } };
const contextOf = () => ({ caller: root }) as unknown as OperationContext;

it('counts the secrets of all documents of a request together', () => {
  const context = contextOf();
  const check = (key: string, values: object, index?: number) =>
    tooManySecrets(runtime, { key, index, values: { ...values } }, context)?.extensions['issues'];
  expect(['a', 'b', 'b'].map((key) => check(key, { password: 'x' }, 0))).toEqual([undefined, undefined, undefined]);
  expect(check('c', { name: 'x' }, 1)).toBeUndefined();
  expect(check('d', { password: 'x' }, 2)).toEqual([
    { field: '2.password', message: expect.stringContaining('AUTH_MAX_PASSWORDS_PER_REQUEST') },
  ]);
  expect(check('d', { password: 'x' })).toMatchObject([{ field: 'password' }]);
  const other = tooManySecrets(runtime, { key: 'a', index: 0, values: { password: 'x' } }, contextOf());
  expect(other).toBeUndefined();
});
