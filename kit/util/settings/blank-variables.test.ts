import { expect, it } from '@jest/globals';
import { removeBlankVariables } from './blank-variables.ts';

it('removes variables without a value, and no others', () => {
  const env: Record<string, string | undefined> = { APOLLO_KEY: '', NODE_ENV: ' \t', PORT_VENUES: '0', PATH: ' /bin ' };
  removeBlankVariables(env);
  expect(env).toEqual({ PORT_VENUES: '0', PATH: ' /bin ' });
});
