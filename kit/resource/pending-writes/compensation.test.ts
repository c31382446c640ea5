import { expect, it } from '@jest/globals';
import { root, serviceCaller, type Caller } from '../../access/caller.ts';
import { anyone } from '../../access/policy.ts';
import { openEmbedded } from '../../store/embedded.ts';
import { createLog } from '../../util/log.ts';
import type { OperationContext } from '../definition/context.ts';
import { defineResource } from '../definition/define-resource.ts';
import { integer } from '../fields/index.ts';
import { defaultLimits } from '../limits.ts';
import { succeed } from '../problems.ts';
import { openResource } from '../resource.ts';

it('releases as many records as one request may write, and leaves the others to maintenance', async () => {
  const store = await openEmbedded({ directory: undefined });
  const released: number[] = [];
  const stay = defineResource({
    name: 'stay',
    summary: 'A stay of some days.',
    fields: { days: integer({ title: 'Days', description: 'The number of days.', min: 1, max: 9 }) },
    relations: {},
    policies: { read: anyone, create: anyone, change: anyone, remove: anyone, empty: anyone },
    rules: [
      {
        problems: [],
        on: ['days'],
        writes: { count: ({ days }) => Number(days), field: 'days' },
        claim: async () => undefined,
        release: async ({ days }) => void released.push(Number(days)),
      },
    ],
  });
  const contextOf = (caller: Caller): OperationContext => ({
    caller,
    remote: { href: () => undefined } as unknown as OperationContext['remote'],
    collection: (name, indexes) => store.collection(name, indexes),
  });
  const stays = await openResource(stay, store, {
    leaseMs: 1,
    systemContext: contextOf(serviceCaller('stays')),
    limits: { ...defaultLimits, ruleWrites: 10 },
    hashConcurrency: 1,
    announcementMs: 0,
    log: createLog('stays'),
  });
  for (const days of [4, 5, 3, 2])
    await stays.create({ inputs: [{ days }], isBatch: false, read: succeed }, contextOf(root));
  expect(await stays.removeMany({ list: {}, all: true, cascade: false }, contextOf(root))).toEqual(succeed(4));
  expect(released).toEqual([4, 5]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  await stays.maintenance.recoverExpired();
  expect(released.toSorted()).toEqual([2, 3, 4, 5]);
  expect(await (await store.collection('stays_releases')).count({})).toBe(0);
});
