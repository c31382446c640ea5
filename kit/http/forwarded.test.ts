import { describe, expect, it } from '@jest/globals';
import { resolveOrigin, publicBaseUrl, compileTrustedProxies } from './forwarded.ts';

const isTrusted = compileTrustedProxies(['10.0.0.0/8']);
const from = (remoteAddress: string, headers: Record<string, string>) => ({ headers, socket: { remoteAddress } });
const ownUrl = 'http://localhost:2113';

describe('the origin of a request', () => {
  it('is the socket address when that is not a trusted proxy, whatever the headers say', () => {
    const head = from('203.0.113.9', { 'x-forwarded-for': '192.0.2.1', 'x-forwarded-host': 'evil.example' });
    expect(resolveOrigin(head, isTrusted)).toEqual({ address: '203.0.113.9' });
  });

  it('is what trusted proxies report, and nothing beyond them', () => {
    const forwarded =
      'for=192.0.2.1;host=evil.example, for="203.0.113.9:4711";proto=https;host="api.example", for=10.1.1.1';
    expect(resolveOrigin(from('10.0.0.1', { forwarded }), isTrusted)).toEqual({
      address: '203.0.113.9',
      host: 'api.example',
      proto: 'https',
    });
    const headers = { 'x-forwarded-for': '192.0.2.1, 203.0.113.9', 'x-forwarded-host': 'evil.example, api.example' };
    expect(resolveOrigin(from('10.0.0.1', headers), isTrusted)).toMatchObject({
      address: '203.0.113.9',
      host: 'api.example',
    });
  });

  it('may be an IPv6 address', () => {
    const head = from('10.0.0.1', { forwarded: 'for="[2001:db8::17]:4711"' });
    expect(resolveOrigin(head, isTrusted).address).toBe('2001:db8::17');
  });

  it('has the port that X-Forwarded-Port reports', () => {
    const headers = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-port': '8443', 'x-forwarded-host': 'api.example' };
    expect(resolveOrigin(from('10.0.0.1', headers), isTrusted)).toMatchObject({ host: 'api.example', port: '8443' });
  });

  it('is the proxy when it reports nothing', () => {
    expect(resolveOrigin(from('10.0.0.1', {}), isTrusted)).toEqual({ address: '10.0.0.1' });
  });

  it.each(['for="', 'nonsense', 'for="a\\', '', ';', '"', 'for=192.0.2.1;host="evil.example'])(
    'is what the proxy adds, whatever the client sent: %j',
    (sent) => {
      const forwarded = `${sent}, for=203.0.113.9;proto=https`;
      const origin = resolveOrigin(from('10.0.0.1', { forwarded }), isTrusted);
      expect(origin).toEqual({ address: '203.0.113.9', proto: 'https' });
    },
  );

  it.each(['for="203.0.113.9', 'for=', 'for', '=203.0.113.9', 'for="a,b"', 'for = 203.0.113.9'])(
    'is the proxy when its element is malformed: %j',
    (forwarded) => {
      expect(resolveOrigin(from('10.0.0.1', { forwarded }), isTrusted)).toEqual({ address: '10.0.0.1' });
    },
  );

  it.each([
    ['for=203.0.113.9:4711;host=api.example:8443', '203.0.113.9', 'api.example:8443'],
    ['for=[2001:db8::17]', '2001:db8::17', undefined],
    ['For="203.0.113.9";', '203.0.113.9', undefined],
    [' for=203.0.113.9 ; host="api.example" , ', '203.0.113.9', 'api.example'],
  ])('accepts an unquoted port or IPv6 address, and empty pairs and elements: %j', (forwarded, address, host) => {
    const origin = resolveOrigin(from('10.0.0.1', { forwarded }), isTrusted);
    expect(origin).toEqual({ address, ...(host === undefined ? {} : { host }) });
  });
});

describe('the public base URL', () => {
  it.each([
    [{}, ownUrl],
    [{ host: 'api.example', proto: 'https' }, 'https://api.example'],
    [{ host: 'API.example:8443', proto: 'https', prefix: '/events/' }, 'https://api.example:8443/events'],
    [{ host: 'api.example' }, 'http://api.example'],
    [{ host: 'api.example', proto: 'HTTPS', port: '443' }, 'https://api.example'],
    [{ host: 'api.example', proto: 'Https', port: '8443' }, 'https://api.example:8443'],
    [{ host: '[2001:db8::17]', port: '443' }, 'http://[2001:db8::17]:443'],
    [{ host: 'api.example:8443', proto: 'https', port: '443' }, 'https://api.example:8443'],
    [{ host: 'api.example', port: '80/evil' }, 'http://api.example'],
    [{ host: 'api.example', port: '99999' }, 'http://api.example'],
    [{ host: 'api.example:99999' }, ownUrl],
    [{ host: 'api.example', proto: 'constructor' }, 'http://api.example'],
    [{ host: 'api.example/evil' }, ownUrl],
    [{ host: 'api.example', proto: 'javascript', prefix: '//evil.example' }, 'http://api.example'],
  ])('%j is %s', (origin, base) => expect(publicBaseUrl({ address: undefined, ...origin }, ownUrl)).toBe(base));
});
