import { compareSides, type Asked, type Case } from './compare.ts';
import type { Side } from './contender.ts';
import { venueId } from './contenders/documents.ts';

/**
 * `npm run bench:hal`: the HAL face beside an Express handler by hand that answers with the same bytes, in the same run,
 * as ratios. Each side is one process, driven by this one; the product's callers have tokens, the handler asks for none.
 * A word after `--` chooses the cases that have it in their title.
 */
const page = 25;

function request(side: Side, path: string, { role, ...more }: Partial<Asked> & { readonly role: string }): Asked {
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
  (path: string): Case['ask'] =>
  (side) =>
    request(side, path, { role: 'member' });

const creating: Case['ask'] = (side, number) =>
  request(side, '/venues', {
    role: 'manager',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: `New Venue ${number}`, description: 'Just built.', capacity: 20 }),
  });

const cases: readonly Case[] = [
  { title: 'item', aim: 0.7, ask: reading(`/venues/${venueId(500)}`) },
  { title: `list of ${page}`, aim: 0.6, ask: reading(`/venues?max_results=${page}`) },
  { title: `list of ${page}, each with its events`, ask: reading(`/venues?embed=event&max_results=${page}`) },
  { title: 'create', ask: creating },
];

await compareSides(cases, { bare: 'bare-hal', what: 'the HAL face', beside: 'a handler by hand' });
