import { describe, expect, it } from '@jest/globals';
import { product } from '../../product/product.ts';
import { anonymous, root } from '../access/caller.ts';
import { basicAuthorization } from '../access/credentials.ts';
import { createServiceIdentity } from '../access/service-identity.ts';
import type { TokenVerification } from '../access/tokens.ts';
import { createOperatorCheck } from './operator-check.ts';
import type { PasswordExchange } from './password-exchange.ts';

const since = new Date(Date.UTC(2025, 0, 1));

describe('an operator', () => {
  const secret = 'shared';
  const identity = createServiceIdentity('gateway', { secret, product });
  const verifications: Record<string, TokenVerification> = {
    root: { kind: 'valid', caller: root, expires: since, session: undefined },
    member: { kind: 'valid', caller: { ...anonymous, role: 'member' }, expires: since, session: undefined },
    away: { kind: 'unavailable' },
  };
  const verify = async (token: string): Promise<TokenVerification> =>
    verifications[token] ?? { kind: 'invalid', reason: '' };
  const exchanges: string[] = [];
  const exchange: PasswordExchange = async ({ username, password }, address) => {
    exchanges.push(`${username} at ${address}`);
    return password === 'right'
      ? { kind: 'issued', token: 'root', cacheableMs: 0 }
      : { kind: 'rejected', reason: '', challenges: [] };
  };
  const check = createOperatorCheck({ identity, verify, exchange, basic: true });
  const address = '203.0.113.1';
  const isOperator = (authorization?: string): Promise<boolean> => check(authorization, address);

  it('has a token of the administrator', async () => {
    expect(await isOperator('Bearer root')).toBe(true);
    for (const token of ['member', 'away', 'forged']) expect(await isOperator(`Bearer ${token}`)).toBe(false);
    for (const header of [undefined, '', 'Basic x']) expect(await isOperator(header)).toBe(false);
  });

  it('has the password of root; no other is checked', async () => {
    expect(await isOperator(basicAuthorization('root', 'right'))).toBe(true);
    expect(await isOperator(basicAuthorization('root', 'wrong'))).toBe(false);
    expect(await isOperator(basicAuthorization('phartman', 'right'))).toBe(false);
    expect(exchanges).toEqual([`root at ${address}`, `root at ${address}`]);
    const withoutBasic = createOperatorCheck({ identity, verify, exchange, basic: false });
    expect(await withoutBasic(basicAuthorization('root', 'right'), address)).toBe(false);
  });

  it('is another part of the system, with a token for this part and purpose', async () => {
    const venues = createServiceIdentity('venues-service', { secret, product });
    const other = createServiceIdentity('venues-service', { secret: 'other', product });
    expect(await isOperator(`Bearer ${await venues.token({ audience: 'gateway', purpose: 'internal' })}`)).toBe(true);
    const wrong = [
      venues.token({ audience: 'gateway', purpose: 'forwarding' }),
      venues.token({ audience: 'events-service', purpose: 'internal' }),
      other.token({ audience: 'gateway', purpose: 'internal' }),
    ];
    for (const token of await Promise.all(wrong)) expect(await isOperator(`Bearer ${token}`)).toBe(false);
  });
});
