import { expect, it } from '@jest/globals';
import { toOne } from '../../kit/resource/definition/relations.ts';
import { removalOrder } from './removal-order.ts';

const labels = { title: 'Title', description: 'What it is.' };
const resource = (name: string, ...targets: readonly string[]) => ({
  name,
  relations: Object.fromEntries(targets.map((target) => [`to${target}`, toOne(target, labels)])),
});
const order = (...resources: readonly ReturnType<typeof resource>[]) => removalOrder(resources).map(({ name }) => name);

it('begins with resources that refer to others, directly or through others', () => {
  const event = resource('event', 'venue');
  const speaker = resource('speaker', 'event', 'account');
  expect(order(resource('venue'), resource('account'), event, speaker)).toEqual([
    'speaker',
    'account',
    'event',
    'venue',
  ]);
});

it('includes resources that refer to themselves, to each other, or to none that is known', () => {
  expect(order(resource('node', 'node'), resource('leaf', 'node', 'other'))).toEqual(['leaf', 'node']);
  expect(order(resource('a', 'b'), resource('b', 'a'))).toEqual(['a', 'b']);
});
