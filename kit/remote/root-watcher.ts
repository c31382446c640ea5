import type { HttpClient } from '../http/client.ts';
import type { Log } from '../util/log.ts';
import { poll, type PollRun } from '../util/poll.ts';
import { memoize } from '../util/memoize.ts';
import { parseLinks, type HalLinks } from './hal-links.ts';
import { withoutGuests } from './root-preference.ts';
import { locateRelation, servicesOffering, type LocatedRelation } from './service-links.ts';
import type { MeantServices } from './service-names.ts';

export interface RootWatcherSettings {
  /** The URL of the HAL gateway's root. */
  readonly url: string;
  /** Milliseconds between conditional requests. */
  readonly intervalMs: number;
  /** The maximum size of the root, in bytes; a larger one is unreadable. Defaults to that of the client. */
  readonly maxRootBytes?: number;
  /** Whether the links of guests are read; not by default. */
  readonly guests?: boolean;
  readonly client: HttpClient;
  readonly log: Log;
  /** The services that `href` and `locate` mean. */
  readonly meant: MeantServices;
}

/** Watches the HAL gateway's root. While the gateway is unreachable, the last links stay. */
export interface RootWatcher {
  /** Returns the current links; undefined until the root has been read once. */
  links(): HalLinks | undefined;
  /** Returns the URL of a relation at the service that is meant, whether or not the gateway prefixed it. */
  readonly href: (rel: string) => string | undefined;
  /**
   * Returns the URL of a relation and the service that offers it; reads the root again for an unknown relation, so that
   * a new registration is found.
   */
  readonly locate: (rel: string) => Promise<LocatedRelation | undefined>;
  /** Reads the root now: resolves when a request that started after the call has ended. Concurrent calls share it. */
  refresh(): Promise<void>;
  /** Calls the listener after every change of the links. */
  onChange(listener: () => void): void;
  close(): void;
}

/** Longest pause between requests in milliseconds, whatever the interval. */
const maxPauseMs = 2000;

/** Returns a memoized lookup of relations in the links of one root; it finds nothing while there are none. */
function createLookup(links: HalLinks | undefined, meant: MeantServices): (rel: string) => LocatedRelation | undefined {
  if (links === undefined) return () => undefined;
  return memoize((rel: string) => locateRelation(links, rel, meant), new Map());
}

/** The result of one conditional request. */
type RootReadResult =
  | { readonly kind: 'unreadable'; readonly reason: string }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'changed'; readonly links: HalLinks; readonly etag: string | undefined };

async function readRoot(
  { client, url, maxRootBytes, guests = false }: RootWatcherSettings,
  etag: string | undefined,
): Promise<RootReadResult> {
  const condition = etag === undefined ? {} : { 'if-none-match': etag };
  const headers = { accept: 'application/hal+json', ...(guests ? {} : withoutGuests), ...condition };
  const limit = maxRootBytes === undefined ? {} : { maxBytes: maxRootBytes };
  const response = await client.request({ method: 'GET', url, headers, ...limit });
  if (response.kind === 'unreachable') return { kind: 'unreadable', reason: response.reason };
  if (response.status === 304) return { kind: 'unchanged' };
  if (response.status !== 200) return { kind: 'unreadable', reason: `status ${response.status}` };
  const links = parseLinks(response.json(), url);
  if (links === undefined) return { kind: 'unreadable', reason: 'not a HAL document' };
  return { kind: 'changed', links, etag: [response.headers['etag']].flat()[0] };
}

/**
 * Polls a root with conditional GET (RFC 9110 §13.1.2). Logs once when the root becomes unreadable, and once when it
 * is readable again.
 */
export function watchRoot(settings: RootWatcherSettings): RootWatcher {
  const { url, intervalMs, log, meant } = settings;
  const listeners = new Set<() => void>();
  let links: HalLinks | undefined;
  let lookup = createLookup(undefined, meant);
  let etag: string | undefined;

  function update(changed: Extract<RootReadResult, { kind: 'changed' }>): void {
    [links, lookup, etag] = [changed.links, createLookup(changed.links, meant), changed.etag];
    for (const listener of listeners) listener();
  }

  async function task({ failures, signal }: PollRun): Promise<boolean> {
    const result = await readRoot(settings, etag);
    if (signal.aborted) return true;
    if (result.kind === 'unreadable') {
      if (failures === 0) log.warn(`the HAL gateway's root ${url} is unreadable (${result.reason}); retrying`);
      return false;
    }
    if (failures > 0) log.info(`the HAL gateway's root ${url} is readable again`);
    if (result.kind === 'changed') update(result);
    return true;
  }

  const polling = poll({
    task,
    intervalMs: Math.min(intervalMs, maxPauseMs),
    backoff: { initialMs: 2 * intervalMs, maxMs: maxPauseMs },
  });

  async function locate(rel: string): Promise<LocatedRelation | undefined> {
    const known = lookup(rel);
    if (known !== undefined) return known;
    await polling.runAfresh();
    if (lookup(rel) === undefined) warnOfOthers(rel);
    return lookup(rel);
  }

  /** Logs once which other services offer a relation that the meant one does not offer: it may have been renamed. */
  const warnOfOthers = memoize((rel: string): void => {
    const others = links === undefined ? [] : servicesOffering(links, rel);
    if (others.length === 0) return;
    log.warn(
      `"${rel}" is offered by ${others.join(', ')}, but not by ${meant(rel).join(' or ')}, which is meant; if that service has another name, set SERVICE_NAMES`,
    );
  }, new Map());

  return {
    links: () => links,
    href: (rel) => lookup(rel)?.href,
    locate,
    refresh: polling.runAfresh,
    onChange: (listener) => void listeners.add(listener),
    // The result of a request in flight is not needed; closing the client ends it.
    close: () => void polling.close(),
  };
}
