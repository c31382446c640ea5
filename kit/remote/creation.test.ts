import { expect, it } from '@jest/globals';
import { defineProblem, fail, succeed, type Problem } from '../resource/problems.ts';
import { unavailable } from '../resource/common-problems.ts';
import { transient } from '../resource/retry.ts';
import { creationsShape, describeCreation, parseCreation, type CreatedDocument } from './creation.ts';
import type { Outcome } from '../resource/problems.ts';

const full = defineProblem({
  name: 'EventFull',
  status: 409,
  title: 'The event is full',
  description: 'No seat is free.',
  extensions: { capacity: { kind: 'integer', description: 'The number of seats.' } },
});

/** Sends an outcome as JSON, and parses it. */
function sent(outcome: Outcome<CreatedDocument>): Outcome<CreatedDocument> {
  const { outcomes } = creationsShape.parse(JSON.parse(JSON.stringify({ outcomes: [describeCreation(outcome)] })));
  return parseCreation(outcomes[0]!, 'registration');
}
const problemOf = (problem: Problem): Problem | undefined => {
  const outcome = sent(fail(problem));
  return outcome.ok ? undefined : outcome.problem;
};

it('tells which document was created, or exists already', () => {
  expect(sent(succeed({ created: false, _id: '7' }))).toEqual(succeed({ created: false, _id: '7' }));
});

it('keeps a problem, with its extensions', () => {
  expect(problemOf(full('all 5 seats are taken', { capacity: 5 }))).toMatchObject({
    kind: { name: 'EventFull', status: 409, title: 'The event is full' },
    detail: 'all 5 seats are taken',
    extensions: { capacity: 5 },
  });
});

it('keeps whether another attempt may succeed, and which service is unavailable', () => {
  expect(problemOf(transient('the event is being removed'))).toEqual(transient('the event is being removed'));
  const away = { ...unavailable('it cannot be reached'), unavailableService: 'accounts-service' };
  expect(problemOf(away)).toEqual(away);
});

it('hides an error of the other service', () => {
  const failed = { ...unavailable('secret'), kind: { ...unavailable('').kind, status: 500 } };
  expect(problemOf(failed)?.detail).toBe(
    'the service of the registration resource sent an unexpected response (status 500)',
  );
});
