import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { createSignInThrottle, type SignInAdmission } from './sign-in-throttle.ts';

const limits = {
  perAccount: 3,
  perAddress: 20,
  windowSeconds: 60,
  maxDelaySeconds: 8,
  knownAddressSeconds: 3600,
  maxEntries: 1000,
  ipv6Prefix: 64,
};

/** A throttle on a clock that tests move. */
function throttle(settings: Partial<typeof limits> = {}) {
  let now = 1000;
  jest.spyOn(performance, 'now').mockImplementation(() => now);
  const { admit } = createSignInThrottle({ ...limits, ...settings });
  const attempt = (username: string, address: string): SignInAdmission => admit({ username, address });
  return {
    fail: (username: string, address: string) => {
      const result = attempt(username, address);
      return result.kind === 'throttled' ? result.retryAfterSeconds : 0;
    },
    succeed: (username: string, address: string) => {
      const result = attempt(username, address);
      if (result.kind === 'admitted') result.succeeded();
      return result.kind;
    },
    attempt,
    pass: (seconds: number) => (now += seconds * 1000),
  };
}

describe('a sign-in throttle', () => {
  afterEach(() => void jest.restoreAllMocks());

  it('bounds the failures of one address for an account, and lets it sign in to others', () => {
    const { fail, succeed, pass } = throttle();
    for (let time = 0; time < 3; time++) expect(fail('max', 'a')).toBe(0);
    pass(10);
    expect(fail('max', 'a')).toBe(50);
    expect(succeed('mia', 'a')).toBe('admitted');
    pass(51);
    expect(succeed('max', 'a')).toBe('admitted');
  });

  it('bounds the failures of one address for all accounts', () => {
    const { fail, succeed } = throttle({ perAddress: 4 });
    for (let time = 0; time < 4; time++) expect(fail(`max${time}`, 'a')).toBe(0);
    expect(fail('mia', 'a')).toBe(60);
    expect(succeed('mia', 'b')).toBe('admitted');
  });

  it('never keeps the owner out at an address that the account signed in from, whatever happens elsewhere', () => {
    const { fail, succeed, pass } = throttle();
    expect(succeed('max', 'home')).toBe('admitted');
    for (let address = 0; address < 1000; address++) {
      fail('max', `attacker ${address}`);
      if (address % 100 === 0) expect(succeed('max', 'home')).toBe('admitted');
    }
    pass(3601);
    for (let address = 0; address < 3; address++) fail('max', `attacker ${address}`);
    expect(succeed('max', 'home')).toBe('throttled');
  });

  it('counts the IPv6 addresses of one host together, for failures and as known ones', () => {
    const { fail, succeed } = throttle();
    expect(succeed('max', '2001:db8:7::1')).toBe('admitted');
    for (let time = 0; time < 3; time++) expect(fail('max', `2001:db8:0:1::${time}`)).toBe(0);
    expect([fail('max', '2001:db8:0:1:ffff::'), fail('max', '2001:db8:0:2::1')]).toEqual([60, 0]);
    expect(succeed('max', '2001:db8:7::2')).toBe('admitted');
    for (let time = 0; time < 3; time++) fail('mia', `::ffff:203.0.113.1`);
    expect(fail('mia', '203.0.113.1')).toBe(60);
  });

  it('spaces out attempts from unknown addresses, further apart each time up to a limit', () => {
    const { fail, pass } = throttle();
    for (let time = 0; time < 3; time++) expect(fail('max', `a${time}`)).toBe(0);
    const waits = [3, 4, 5, 6, 7].map((time) => {
      const wait = fail('max', `a${time}`);
      pass(wait);
      expect(fail('max', `b${time}`)).toBe(0);
      return wait;
    });
    expect(waits).toEqual([1, 2, 4, 8, 8]);
  });

  it('never lets anybody wait longer than the window', () => {
    const { fail, succeed, pass } = throttle({ windowSeconds: 2 });
    for (let address = 0; address < 3; address++) expect(fail('max', `attacker ${address}`)).toBe(0);
    pass(1);
    expect(fail('max', 'attacker 3')).toBe(0);
    pass(0.5);
    // The spacing alone would be 1.5 s more.
    expect(fail('max', 'attacker 4')).toBe(1);
    pass(0.5);
    expect(succeed('max', 'new')).toBe('admitted');
  });

  it('lets an address that has not failed for the account pass those that have', () => {
    const { fail, succeed } = throttle();
    for (let time = 0; time < 4; time++) for (const address of ['a', 'b']) fail('max', address);
    expect(fail('max', 'b')).toBeGreaterThan(0);
    expect(succeed('max', 'new')).toBe('admitted');
  });

  it('admits at most as many attempts as can fail, also before the first has been checked', () => {
    const { attempt } = throttle();
    const kinds = Array.from({ length: 10 }, (_, time) => attempt('max', `a${time}`).kind);
    expect(kinds.filter((kind) => kind === 'admitted')).toHaveLength(3);
  });

  it('does not count an attempt whose password could not be checked', () => {
    const { attempt } = throttle();
    for (let time = 0; time < 10; time++) {
      const result = attempt('max', 'a');
      if (result.kind === 'admitted') result.revoked();
      expect(result.kind).toBe('admitted');
    }
  });

  it('keeps a bounded number of entries', () => {
    const { fail, succeed } = throttle({ maxEntries: 10 });
    for (let time = 0; time < 3; time++) fail('max', 'a');
    for (let time = 0; time < 10; time++) fail(`other ${time}`, `b${time}`);
    expect(succeed('max', 'a')).toBe('admitted');
  });
});
