import { expect, it } from '@jest/globals';
import { fragmentOf, linkTo, parseFragment } from './route.ts';

it('a route is written as a fragment, and read from it', () => {
  const routes = [
    { view: 'venues', id: undefined, parameters: {} },
    { view: 'venue', id: 'a/b?c', parameters: { date: '2026-12-01', span: 'week' } },
    { view: 'free', id: undefined, parameters: { duration: '1h 30m', time: '10:00' } },
  ];
  for (const route of routes) expect(parseFragment(fragmentOf(route), 'venues')).toEqual(route);
  expect(linkTo('venue', '1', { date: '', span: undefined })).toBe('#venue/1');
});

it('an empty fragment is home, and a malformed one does no harm', () => {
  expect(parseFragment('', 'venues')).toEqual({ view: 'venues', id: undefined, parameters: {} });
  expect(parseFragment('#', 'venues').view).toBe('venues');
  expect(parseFragment('#event/%E0%A4%A', 'venues').id).toBe('%E0%A4%A');
});
