import { describe, expect, it } from '@jest/globals';
import { createOpenSubscriptions, type OpenSubscriptions } from './open-subscriptions.ts';
import type { SubscriptionEnd } from './subscription-end.ts';

/** Opens a subscription of a service, and returns how it has ended. */
function open(all: OpenSubscriptions, service: string, url: string): readonly SubscriptionEnd[] {
  const ends: SubscriptionEnd[] = [];
  const place = all.reserve('192.0.2.1');
  if (typeof place === 'string') throw new Error(place);
  const end = (how: SubscriptionEnd): void => {
    place.leave();
    ends.push(how);
  };
  place.fill({ service, url, end });
  return ends;
}

describe('open subscriptions', () => {
  const rate = { loopback: false, ipv6Prefix: 64 };
  const create = (limits = { max: 10, maxPerAddress: 0 }) => createOpenSubscriptions({ ...limits, rate });

  it('end when their service has moved or left, and others go on', () => {
    const all = create();
    const ends = [open(all, 'moved', 'http://a'), open(all, 'left', 'http://b'), open(all, 'stays', 'http://c')];
    const urls = new Map([
      ['moved', 'http://elsewhere'],
      ['stays', 'http://c'],
    ]);
    all.endMoved((service) => urls.get(service));
    expect(ends).toEqual([['moved'], ['moved'], []]);
    expect(all.count()).toBe(1);
  });

  it('end when the gateway stops, also those that begin later', () => {
    const all = create();
    const before = open(all, 'a', 'http://a');
    all.close();
    expect([before, open(all, 'a', 'http://a')]).toEqual([['shutdown'], ['shutdown']]);
    expect(all.count()).toBe(0);
  });

  it('are limited in all and by address, by the network of IPv6; a place is left once', () => {
    const all = create({ max: 3, maxPerAddress: 1 });
    const place = all.reserve('2001:db8::1');
    expect(all.reserve('2001:db8::2')).toBe('address');
    expect([all.reserve('127.0.0.1'), all.reserve('127.0.0.1')]).not.toContain('address');
    expect(all.reserve('192.0.2.1')).toBe('total');
    if (typeof place === 'string') throw new Error(place);
    place.leave();
    place.leave();
    expect(all.count()).toBe(2);
    expect(all.reserve('2001:db8::2')).not.toBe('address');
  });
});
