import type { HttpClient } from '../http/client.ts';
import type { Log } from '../util/log.ts';
import { poll, type PollRun } from '../util/poll.ts';
import { memoize } from '../util/memoize.ts';
import { expandLink, parseLinks, type HalLinks } from './hal-links.ts';

export interface RootWatcherSettings {
  /** The HAL gateway's root. */
  readonly url: string;
  /** Milliseconds between conditional requests. */
  readonly intervalMs: number;
  readonly client: HttpClient;
  readonly log: Log;
}

/** The HAL gateway's root, watched. The last good one stays while the gateway is away. */
export interface RootWatcher {
  links(): HalLinks | undefined;
  /** Where a rel leads, also where the gateway had to prefix it with one service's name. */
  readonly href: (rel: string) => string | undefined;
  /** The same, but looks before it says that nobody offers the rel: who has only just registered is found. */
  readonly locate: (rel: string) => Promise<string | undefined>;
  /** Looks now: resolves when what held at the call has been seen. Calls at the same time share a request. */
  refresh(): Promise<void>;
  /** Calls after every change; answers how to stop that. */
  onChange(listener: () => void): () => void;
  /** Resolves when the root has been read once. */
  ready(): Promise<void>;
  close(): void;
}

/** Longest pause between requests, in milliseconds, whatever the interval. */
const longestPauseMs = 2000;

function findHref(links: HalLinks, rel: string): string | undefined {
  const bare = links.get(rel)?.[0];
  const prefixed = [...links].filter(([name]) => name.endsWith(`:${rel}`)).flatMap(([, found]) => found);
  const link = bare ?? (prefixed.length === 1 ? prefixed[0] : undefined);
  return link === undefined ? undefined : expandLink(link);
}

/** Returns where a rel leads by the links of one root; undefined for every rel before there are links. */
const hrefsOf = (links: HalLinks | undefined): ((rel: string) => string | undefined) =>
  links === undefined ? () => undefined : memoize((rel: string) => findHref(links, rel), new Map());

/** The result of one conditional request. */
type RootReadResult =
  | { readonly kind: 'unreadable'; readonly reason: string }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'changed'; readonly links: HalLinks; readonly etag: string | undefined };

async function readRoot(client: HttpClient, url: string, etag: string | undefined): Promise<RootReadResult> {
  const condition = etag === undefined ? {} : { 'if-none-match': etag };
  const headers = { accept: 'application/hal+json', ...condition };
  const answer = await client.request({ method: 'GET', url, headers });
  if (answer.kind === 'away') return { kind: 'unreadable', reason: answer.reason };
  if (answer.status === 304) return { kind: 'unchanged' };
  if (answer.status !== 200) return { kind: 'unreadable', reason: `status ${answer.status}` };
  const links = parseLinks(answer.json(), url);
  if (links === undefined) return { kind: 'unreadable', reason: 'it is no HAL document' };
  return { kind: 'changed', links, etag: [answer.headers['etag']].flat()[0] };
}

/**
 * Watches a root by conditional GET (RFC 9110 §13.1.2). Logs once when it can no longer be read, and once when it can
 * be read again.
 */
export function watchRoot({ url, intervalMs, client, log }: RootWatcherSettings): RootWatcher {
  const listeners = new Set<() => void>();
  const first = deferred();
  let links: HalLinks | undefined;
  let hrefOf = hrefsOf(undefined);
  let etag: string | undefined;

  function adopt(changed: Extract<RootReadResult, { kind: 'changed' }>): void {
    [links, hrefOf, etag] = [changed.links, hrefsOf(changed.links), changed.etag];
    first.resolve();
    for (const listener of listeners) listener();
  }

  async function task({ failures, signal }: PollRun): Promise<boolean> {
    const reading = await readRoot(client, url, etag);
    if (signal.aborted) return true;
    if (reading.kind === 'unreadable') {
      if (failures === 0) log.warn(`the gateway's root ${url} cannot be read (${reading.reason}); retrying`);
      return false;
    }
    if (failures > 0) log.info(`the gateway's root ${url} is back`);
    if (reading.kind === 'changed') adopt(reading);
    return true;
  }

  const polling = poll({
    task,
    intervalMs: Math.min(intervalMs, longestPauseMs),
    backoff: { initialMs: 2 * intervalMs, maxMs: longestPauseMs },
  });

  async function locate(rel: string): Promise<string | undefined> {
    const known = hrefOf(rel);
    if (known !== undefined) return known;
    await polling.runAfresh();
    return hrefOf(rel);
  }

  return {
    links: () => links,
    href: (rel) => hrefOf(rel),
    locate,
    refresh: polling.runAfresh,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ready: () => first.promise,
    // Nobody needs the result of a request under way: closing the client ends it.
    close: () => void polling.close(),
  };
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}
