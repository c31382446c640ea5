import { compareContenders, type BenchRequest, type BenchCase } from './compare.ts';
import type { Contender } from './contender.ts';
import { venueId } from './contenders/documents.ts';

/**
 * `npm run bench:hal`: the HAL face beside an Express handler by hand that answers with the same bytes, in the same run,
 * as ratios. Each side is one process, driven by this one; the product's callers have tokens, the handler asks for none.
 * A word after `--` chooses the cases that have it in their title.
 */
const page = 25;

function request(
  side: Contender,
  path: string,
  { role, ...more }: Partial<BenchRequest> & { readonly role: string },
): BenchRequest {
  const authorization = side.authorization[role];
  const headers = { accept: 'application/hal+json', ...(authorization === undefined ? {} : { authorization }) };
  return {
    method: 'GET',
    url: `${side.urls['venues'] ?? ''}${path}`,
    ...more,
    headers: { ...headers, ...more.headers },
  };
}

const reading =
  (path: string): BenchCase['request'] =>
  (side) =>
    request(side, path, { role: 'member' });

const creating: BenchCase['request'] = (side, number) =>
  request(side, '/venues', {
    role: 'manager',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: `New Venue ${number}`, description: 'Just built.', capacity: 20 }),
  });

const cases: readonly BenchCase[] = [
  { title: 'item', targetRatio: 0.7, request: reading(`/venues/${venueId(500)}`) },
  { title: `list of ${page}`, targetRatio: 0.6, request: reading(`/venues?max_results=${page}`) },
  { title: `list of ${page}, each with its events`, request: reading(`/venues?embed=event&max_results=${page}`) },
  { title: 'create', request: creating },
];

await compareContenders(cases, { baseline: 'bare-hal', subject: 'the HAL face', baselineTitle: 'a handler by hand' });
