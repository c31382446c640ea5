import { compareContenders, type BenchRequest, type BenchCase } from './compare.ts';
import type { Contender } from './contender.ts';
import { venueId } from './contenders/documents.ts';

/**
 * `npm run bench:hal [-- TITLE]`: compares the HAL face with a handwritten Express application that sends the same
 * responses. Reports ratios of the same run. Each contender is one process; this process generates the load. Only the
 * product authenticates its callers. `TITLE` selects cases by a part of their title.
 */
const pageSize = 25;

function createRequest(
  contender: Contender,
  path: string,
  { role, ...options }: Partial<BenchRequest> & { readonly role: string },
): BenchRequest {
  const authorization = contender.authorization[role];
  const headers = { accept: 'application/hal+json', ...(authorization === undefined ? {} : { authorization }) };
  return {
    method: 'GET',
    url: `${contender.urls['venues'] ?? ''}${path}`,
    ...options,
    headers: { ...headers, ...options.headers },
  };
}

const readRequest =
  (path: string): BenchCase['request'] =>
  (contender) =>
    createRequest(contender, path, { role: 'member' });

const creationRequest: BenchCase['request'] = (contender, number) =>
  createRequest(contender, '/venues', {
    role: 'manager',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: `New Venue ${number}`, description: 'Just built.', capacity: 20 }),
  });

const cases: readonly BenchCase[] = [
  { title: 'item', targetRatio: 0.7, request: readRequest(`/venues/${venueId(500)}`) },
  { title: `list of ${pageSize}`, targetRatio: 0.6, request: readRequest(`/venues?max_results=${pageSize}`) },
  {
    title: `list of ${pageSize}, each with its events`,
    targetRatio: 0.6,
    request: readRequest(`/venues?embed=event&max_results=${pageSize}`),
  },
  { title: 'create', request: creationRequest },
];

await compareContenders(cases, {
  baseline: 'bare-hal',
  subject: 'the HAL face',
  baselineTitle: 'a handwritten Express application',
});
