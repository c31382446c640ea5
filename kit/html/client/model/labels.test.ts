import { describe, expect, it } from '@jest/globals';
import { missingLabels, readLabels } from './labels.ts';

const shown = (body: unknown) => ({ ...{ url: 'http://localhost/x', method: 'GET', status: 200, headers: {}, body } });
const event = { _venue_ref: '7', _links: { venue: { href: '/venues/7' } } };

describe('names of references', () => {
  it('are missing in documents and lists', () => {
    const venue = { rel: 'venue', href: 'http://localhost/venues/7' };
    const missing = (body: unknown, asked: readonly string[] = []) => missingLabels(shown(body), new Set(asked));
    expect(missing(event)).toEqual([venue]);
    expect(missing({ _meta: {}, _embedded: { event: [event, event] } })).toEqual([venue]);
    expect(missing({ ...event, _embedded: { venue: { name: 'Main' } } })).toEqual([]);
    expect(missing({ name: 'Main' })).toEqual([]);
    expect(missing(event, [venue.href])).toEqual([]);
  });

  it('are read from what is embedded', () => {
    const embedded = { ...event, _embedded: { venue: { name: 'Main' }, registration: [{ name: 'x' }] } };
    const labels = [['http://localhost/venues/7', 'Main']];
    expect([...readLabels(shown(embedded))]).toEqual(labels);
    expect([...readLabels(shown({ _meta: {}, _embedded: { event: [embedded] } }))]).toEqual(labels);
    expect([...readLabels(shown({ ...event, _embedded: { venue: { _links: {} } } }))]).toEqual([]);
  });
});
