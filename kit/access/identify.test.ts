import { describe, expect, it } from '@jest/globals';
import { root } from './caller.ts';
import { basicAuthorization } from './credentials.ts';
import { createIdentifier, type SignedIn } from './identify.ts';

const member = { signedIn: true, id: 'm', username: 'max', role: 'member' };

function identifier(basic = true) {
  let checks = 0;
  const signIn = (_username: string, password: string): Promise<SignedIn> => {
    checks++;
    return Promise.resolve(
      password === 'right' ? { kind: 'good', caller: member, onward: 'Bearer t' } : { kind: 'bad' },
    );
  };
  const verify = () => Promise.resolve({ kind: 'away' } as const);
  return { ...createIdentifier({ basic, rootPassword: 'secret', signIn, verify }), checks: () => checks };
}

describe('who is asking', () => {
  it('checks a good password once, and a wrong one each time', async () => {
    const { identify, checks } = identifier();
    for (let time = 0; time < 3; time++)
      expect(await identify(basicAuthorization('max', 'right'))).toEqual({
        kind: 'known',
        caller: member,
        onward: 'Bearer t',
      });
    expect(checks()).toBe(1);
    for (let time = 0; time < 3; time++)
      expect((await identify(basicAuthorization('max', 'wrong'))).kind).toBe('refused');
    expect(checks()).toBe(4);
  });

  it('knows root by itself, and nobody else by that name', async () => {
    const { identify, checks } = identifier();
    expect(await identify(basicAuthorization('root', 'secret'))).toMatchObject({ kind: 'known', caller: root });
    expect((await identify(basicAuthorization('root', 'right'))).kind).toBe('refused');
    expect(checks()).toBe(0);
  });

  it('takes no Basic where it is switched off, and says what to do', async () => {
    expect(await identifier(false).identify(basicAuthorization('max', 'right'))).toMatchObject({
      kind: 'refused',
      fault: expect.stringContaining('token'),
    });
  });
});
