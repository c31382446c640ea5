import { expect, it } from '@jest/globals';
import { root } from '../../kit/access/caller.ts';
import type { OperationContext } from '../../kit/resource/definition/context.ts';
import { succeed } from '../../kit/resource/problems.ts';
import { cancel } from './cancel.ts';
import type { EventDocument } from './fields.ts';

/** A registrations service whose lists show no registration, and that then finds these events of an account. */
const contextWith = (mine: readonly string[]): OperationContext => ({
  caller: { ...root, role: 'member', id: 'account' },
  remote: {
    find: () => Promise.resolve(succeed([])),
    invoke: () => Promise.resolve(succeed({ counts: {}, mine })),
  } as unknown as OperationContext['remote'],
  collection: () => Promise.reject(new Error('it has no store')),
});
const event = { _id: 'event' } as EventDocument;

it('succeeds when the account is not registered', async () => {
  expect(await cancel.run(event, {}, contextWith([]))).toMatchObject({ ok: true, value: { changed: false } });
});

it('does not report a cancellation that a failover has rolled back', async () => {
  expect(await cancel.run(event, {}, contextWith(['event']))).toMatchObject({
    ok: false,
    problem: { kind: { status: 503 } },
  });
});
