import { describe, expect, it } from '@jest/globals';
import type { HttpResult } from '../http/client.ts';
import { toLocalProblem } from './remote-documents.ts';

const response = (status: number, body: unknown): HttpResult => ({
  kind: 'response',
  status,
  headers: {},
  text: JSON.stringify(body),
  json: () => body,
});
const problem = { type: 'http://registrations/problems/event-full', title: 'Full', detail: 'no seats', capacity: 5 };

describe('an error response of another service', () => {
  it('keeps its problem', () => {
    expect(toLocalProblem(response(409, problem), 'registration')).toMatchObject({
      kind: { name: 'EventFull', status: 409 },
      detail: 'no seats',
      extensions: { capacity: 5 },
    });
  });

  it('keeps the detail of a 503, so that a client learns what to wait for', () => {
    const detail = 'the last seats are reserved by pending registrations; try again';
    expect(toLocalProblem(response(503, { ...problem, detail }), 'registration')).toMatchObject({
      kind: { name: 'Unavailable', status: 503 },
      detail,
    });
  });

  it.each([
    ['an internal error', response(500, problem)],
    ['a malformed response', response(503, 'no seats')],
  ])('becomes Unavailable without its detail for %s', (_title, result) => {
    expect(toLocalProblem(result, 'registration')).toMatchObject({
      kind: { name: 'Unavailable' },
      detail: expect.stringContaining('unexpected response (status'),
    });
  });

  it('becomes Unavailable if the service is unreachable', () => {
    const result: HttpResult = { kind: 'unreachable', reason: 'timeout' };
    expect(toLocalProblem(result, 'registration').detail).toBe(
      'the service of the registration resource cannot be reached',
    );
  });
});
