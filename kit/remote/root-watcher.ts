import type { Client } from '../http/client.ts';
import type { Log } from '../util/log.ts';
import { memoize } from '../util/memoize.ts';
import { expand, readLinks, type HalLinks } from './hal-links.ts';

export interface RootSettings {
  /** The HAL gateway's root. */
  readonly url: string;
  /** Milliseconds between conditional requests. */
  readonly intervalMs: number;
  readonly client: Client;
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

/** Longest pause between looks while the gateway is away, in milliseconds. */
const longestPauseMs = 2000;

function findHref(links: HalLinks, rel: string): string | undefined {
  const bare = links.get(rel)?.[0];
  const prefixed = [...links].filter(([name]) => name.endsWith(`:${rel}`)).flatMap(([, found]) => found);
  const link = bare ?? (prefixed.length === 1 ? prefixed[0] : undefined);
  return link === undefined ? undefined : expand(link);
}

/** Returns where a rel leads by the links of one root; undefined for every rel before there are links. */
const hrefsOf = (links: HalLinks | undefined): ((rel: string) => string | undefined) =>
  links === undefined ? () => undefined : memoize((rel: string) => findHref(links, rel), new Map());

/** Watches a root by conditional GET (RFC 9110 §13.1.2). Says once when it is away, and once when it is back. */
export function watchRoot({ url, intervalMs, client, log }: RootSettings): RootWatcher {
  const listeners = new Set<() => void>();
  const first = deferred();
  let links: HalLinks | undefined;
  let hrefOf = hrefsOf(undefined);
  let etag: string | undefined;
  let failures = 0;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  function missed(reason: string): void {
    if (failures++ === 0) log.warn(`the gateway's root ${url} cannot be read (${reason}); trying on`);
  }

  function read(body: unknown, tag: string | undefined): void {
    const found = readLinks(body, url);
    if (found === undefined) return missed('it is no HAL document');
    if (failures > 0) log.info(`the gateway's root ${url} is back`);
    [failures, links, hrefOf, etag] = [0, found, hrefsOf(found), tag];
    first.resolve();
    for (const listener of listeners) listener();
  }

  async function look(): Promise<void> {
    const condition = etag === undefined ? {} : { 'if-none-match': etag };
    const answer = await client.request({
      method: 'GET',
      url,
      headers: { accept: 'application/hal+json', ...condition },
    });
    if (closed) return;
    if (answer.kind === 'away') return missed(answer.reason);
    if (answer.status === 304) failures = 0;
    else if (answer.status === 200) read(answer.json(), [answer.headers['etag']].flat()[0]);
    else missed(`status ${answer.status}`);
  }

  /** A look that is under way may have been answered before the call, so another one follows it. */
  function refresh(): Promise<void> {
    if (looking === undefined) return (looking = look().finally(() => (looking = undefined)));
    return (next ??= looking.then(() => {
      next = undefined;
      return refresh();
    }));
  }

  function schedule(): void {
    if (closed) return;
    const pause = Math.max(
      Math.min(intervalMs * 2 ** Math.min(failures, 5), longestPauseMs),
      Math.min(intervalMs, longestPauseMs),
    );
    timer = setTimeout(() => void refresh().finally(schedule), pause * (0.75 + Math.random() / 4));
    timer.unref();
  }

  async function locate(rel: string): Promise<string | undefined> {
    const known = hrefOf(rel);
    if (known !== undefined) return known;
    await refresh();
    return hrefOf(rel);
  }

  void refresh().finally(schedule);
  return {
    links: () => links,
    href: (rel) => hrefOf(rel),
    locate,
    refresh,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ready: () => first.promise,
    close: () => {
      closed = true;
      clearTimeout(timer);
    },
  };
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}
