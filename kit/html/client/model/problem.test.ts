import { describe, expect, it } from '@jest/globals';
import type { ShownDocument } from './document.ts';
import { problemOf } from './problem.ts';

const response = (status: number, body: unknown, headers = {}): ShownDocument => ({
  ...{ url: 'http://localhost/venues', method: 'GET', status, headers, body },
});

describe('problems', () => {
  it('are none of successful responses', () => {
    expect(problemOf(response(200, {}))).toBeUndefined();
  });

  it('name the fields, by `issues` or by `_issues`', () => {
    const issues = [{ field: 'name', message: 'is required' }];
    expect(problemOf(response(422, { title: 'Invalid', issues }))?.issues).toEqual(issues);
    expect(problemOf(response(422, { _issues: { name: 'is required' } }))?.issues).toEqual(issues);
  });

  it('name what is in the way, by a link or by an ID', () => {
    const body = {
      title: 'In use',
      holders: [{ relation: 'event', count: 2, href: '/events/venue/1' }],
      event: '01a22cfb-af66',
    };
    expect(problemOf(response(409, body))?.related).toEqual([
      { label: 'event (2)', href: 'http://localhost/events/venue/1', isList: true },
      { label: 'event', reference: { rel: 'event', id: '01a22cfb-af66' } },
    ]);
  });

  it('name what is in the way by the link that has the name of the member, each document once', () => {
    const _links = { event: { href: '/events/1' }, events: [{ href: '/events/1' }, { href: '/events/2' }] };
    const body = { title: 'Seats', event: '01a22cfb-af66', events: ['01a22cfb-af66', '01a22cfb-af67'], _links };
    expect(problemOf(response(409, body))?.related).toEqual([
      { label: 'event', href: 'http://localhost/events/1', isUnnamed: true },
      { label: 'events', href: 'http://localhost/events/2', isUnnamed: true },
    ]);
  });

  it.each([
    ['the header in seconds', { 'retry-after': '30' }, {}, 30],
    ['the header as a date that is past', { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }, {}, 0],
    ['the body', {}, { retryAfter: 5 }, 5],
    ['nothing', {}, {}, undefined],
  ])('tell when to try again by %s', (_what, headers, body, seconds) => {
    expect(problemOf(response(429, body, headers))?.retryAfterSeconds).toBe(seconds);
  });

  it('have a title whatever the body is', () => {
    expect(problemOf(response(502, '<html>'))?.title).toBe('The server answered 502');
  });
});
