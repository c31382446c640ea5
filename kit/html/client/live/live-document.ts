import type { ShownDocument } from '../model/document.ts';
import { followChanges, type ChangeMessage, type FollowOptions } from '../net/changes.ts';
import type { PageRequest } from '../net/send.ts';
import { applyChange, changesUrl } from './apply-change.ts';
import { createThrottle } from './throttle.ts';

export interface LiveOptions {
  /** Returns the document on the page. */
  current(): ShownDocument;
  send(request: PageRequest, signal?: AbortSignal): Promise<ShownDocument>;
  open(request: PageRequest, signal?: AbortSignal): Promise<Response>;
  onUpdate(document: ShownDocument): void;
  onRemoval(): void;
  readonly follow?: Pick<FollowOptions, 'visibility' | 'limits'>;
  /** The most milliseconds from a change that is unclear until the document is read again. */
  readonly rereadMs?: number;
}

const isGone = ({ status }: ShownDocument): boolean => status === 404 || status === 410;

/** Keeps the document on the page up to date, by its `changes` link. Returns what ends that; undefined without a link. */
export function keepLive(options: LiveOptions): (() => void) | undefined {
  const { current, send, open, onUpdate, onRemoval, follow = {}, rereadMs = 3000 } = options;
  const url = changesUrl(current());
  if (url === undefined) return undefined;
  const aborter = new AbortController();
  let messages = 0;

  const reread = async (): Promise<void> => {
    const [before, shown] = [messages, current()];
    const document = await send({ method: 'GET', url: shown.url }, aborter.signal);
    // What was read may be older than a change that was told meanwhile.
    if (messages > before) return throttle.request();
    if (isGone(document)) return onRemoval();
    if (document.status === 200 && JSON.stringify(document.body) !== JSON.stringify(current().body)) onUpdate(document);
  };
  // Aborted when the page moves on.
  const throttle = createThrottle(() => void reread().catch(() => undefined), rereadMs);

  const take = (message: ChangeMessage): void => {
    if (aborter.signal.aborted) return;
    if (!('document' in message)) return void reread().catch(() => undefined);
    messages += 1;
    const applied = applyChange(current(), message);
    if (applied.kind === 'updated') onUpdate(applied.document);
    if (applied.kind === 'removed') onRemoval();
    if (applied.kind === 'unclear') throttle.request();
  };
  const stop = followChanges({
    ...follow,
    open: (headers, signal) => open({ method: 'GET', url, headers }, signal),
    onMessage: take,
  });
  return () => {
    stop();
    throttle.cancel();
    aborter.abort();
  };
}
