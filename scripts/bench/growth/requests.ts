import { z } from 'zod';
import type { HttpClient } from '../../../kit/http/client.ts';
import type { BenchSystem } from '../bench-system.ts';
import { dateAfter, type FilledSystem } from './fill.ts';

/** A running system of one size, and how the benchmark calls it. */
export interface Subject extends FilledSystem {
  readonly system: BenchSystem;
  readonly client: HttpClient;
  readonly authorization: string;
}

/** An operation whose time is measured. `number` differs for each call. */
export interface GrowthCase {
  readonly title: string;
  readonly run: (subject: Subject, number: number) => Promise<unknown>;
}

const bodyShape = z.looseObject({ _links: z.looseObject({ next: z.object({ href: z.string() }).optional() }) });

/** Sends a request. @throws Error unless it succeeds */
async function send(
  { client, authorization }: Subject,
  request: { readonly method?: 'GET' | 'POST' | 'PUT'; readonly url: string; readonly body?: object },
): Promise<unknown> {
  const { method = 'GET', url, body } = request;
  const headers = {
    authorization,
    ...(body === undefined
      ? { accept: 'application/hal+json' }
      : { accept: 'application/json', 'content-type': 'application/json' }),
  };
  const result = await client.request({
    method,
    url,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (result.kind === 'unreachable' || result.status >= 400)
    throw new Error(`${method} ${url}: ${JSON.stringify(result)}`);
  return result.json();
}

const eventsOf = ({ system }: Subject): string => `${system.services.events.url}/events`;
const at = <T>(values: readonly T[], number: number): T => values[(number * 37) % values.length] as T;

const list = (
  title: string,
  query: (subject: Subject, number: number) => Readonly<Record<string, string>>,
): GrowthCase => ({
  title,
  run: (subject, number) => {
    const parameters = new URLSearchParams({ max_results: '25', ...query(subject, number) });
    return send(subject, { url: `${eventsOf(subject)}?${parameters.toString()}` });
  },
});

const where = (filter: object): { readonly where: string } => ({ where: JSON.stringify(filter) });

/** Follows `next` from the first page of ten documents on. Returns the milliseconds of each page. */
export async function followNext(subject: Subject, pages: number, sort: string): Promise<readonly number[]> {
  let url: string | undefined = `${eventsOf(subject)}?max_results=10&sort=${sort}`;
  const times: number[] = [];
  while (url !== undefined && times.length < pages) {
    const startedAt = performance.now();
    const body = bodyShape.parse(await send(subject, { url }));
    times.push(performance.now() - startedAt);
    url = body._links.next?.href;
  }
  return times;
}

const graphql = (title: string, query: string): GrowthCase => ({
  title,
  run: (subject) =>
    send(subject, { method: 'POST', url: `${subject.system.services.events.url}/graphql`, body: { query } }),
});

/** The days after which the events begin that the benchmark creates. */
const newDays = 3650;

export const growthCases: readonly GrowthCase[] = [
  {
    title: 'item',
    run: (subject, number) => send(subject, { url: `${eventsOf(subject)}/${at(subject.events, number)}` }),
  },
  list('list, filtered to one venue', ({ venues }, number) => where({ _venue_ref: at(venues, number) })),
  list('list, filtered to half of all', () => where({ date: { $gte: dateAfter(13) } })),
  list('list, sorted by name', () => ({ sort: 'name' })),
  list('list, sorted by date and name', () => ({ sort: 'date,name' })),
  list('page 1', () => ({})),
  list('page 1 000 of 10', () => ({ max_results: '10', page: '1000' })),
  graphql('total, GraphQL', '{ events(first: 1) { totalCount } }'),
  {
    title: 'create',
    run: (subject, number) =>
      send(subject, {
        method: 'POST',
        url: `${eventsOf(subject)}/venue/${at(subject.venues, number)}`,
        body: { name: 'New', date: dateAfter(newDays + number), time: '09:00:00', duration: 'PT1H' },
      }),
  },
  {
    title: 'register',
    run: (subject, number) =>
      send(subject, { method: 'PUT', url: `${eventsOf(subject)}/${at(subject.events, number)}/register` }),
  },
];
