import { afterEach, describe, expect, it } from '@jest/globals';
import { followChanges, type ChangeMessage, type FollowLimits } from './changes.ts';

type Answer = (signal: AbortSignal) => Response;

const stream = (events: readonly string[], isComplete = true): Answer => {
  return (signal) => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (const each of events) controller.enqueue(new TextEncoder().encode(each));
        if (isComplete) controller.close();
        else signal.addEventListener('abort', () => controller.error(signal.reason));
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };
};
const status =
  (code: number, headers = {}): Answer =>
  () =>
    new Response('{}', { status: code, headers });
const failure: Answer = () => {
  throw new TypeError('unreachable');
};

const begin = (id: string): string => `id: ${id}\n\n`;
const event = (kind: string, id: string, data: object = { _id: id }): string =>
  `event: ${kind}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;

/** A browser's document that can be hidden. */
class Tab extends EventTarget {
  visibilityState: DocumentVisibilityState = 'visible';
  show(state: DocumentVisibilityState): void {
    this.visibilityState = state;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** Follows changes at a server that gives these answers in turn, the last one to all further requests. */
function follow(answers: readonly Answer[], limits: Partial<FollowLimits> = {}) {
  const opened: (string | undefined)[] = [];
  const messages: ChangeMessage[] = [];
  const tab = new Tab();
  const signals: AbortSignal[] = [];
  const close = followChanges({
    open: async (headers, signal) => {
      signals.push(signal);
      opened.push(headers['last-event-id']);
      return (answers[opened.length - 1] ?? answers.at(-1) ?? failure)(signal);
    },
    onMessage: (message) => messages.push(message),
    visibility: tab,
    limits: { initialMs: 1, maxMs: 4, hiddenMs: 10, ...limits },
  });
  closers.push(close);
  const told = () =>
    messages.map((message) =>
      'document' in message ? `${message.kind} ${String(message.document['_id'])}` : message.kind,
    );
  return { opened, told, tab, close, signals };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
async function until(isDone: () => boolean): Promise<void> {
  const began = performance.now();
  while (!isDone()) {
    if (performance.now() - began > 60_000) throw new Error('this did not happen in a minute');
    await pause(5);
  }
}

describe('the follower of changes', () => {
  it('continues after the last event, also after answers that fail', async () => {
    const { opened, told } = follow([
      stream([begin('1'), event('changed', '2')]),
      failure,
      status(503),
      stream([event('created', '3'), begin('4')]),
      stream([event('removed', '5')], false),
    ]);
    await until(() => told().length === 4);
    expect(told()).toEqual(['begun', 'changed 2', 'created 3', 'removed 5']);
    expect(opened).toEqual([undefined, '2', '2', '2', '4']);
  });

  it.each([
    ['the answer 410', [status(410)]],
    ['the event ChangesLost', [stream([event('problem', '', { status: 410 })])]],
    ['the event RightsChanged', [stream([event('problem', '', { status: 403 })])]],
    ['an event that is no document', [stream(['event: changed\nid: 2\ndata: [\n\n'])]],
  ])('begins anew after %s', async (_name, answers) => {
    const { opened, told } = follow([
      stream([begin('1')]),
      ...answers,
      stream([begin('7'), event('changed', '8')], false),
    ]);
    await until(() => told().length === 3);
    expect([told(), opened]).toEqual([
      ['begun', 'begun', 'changed 8'],
      [undefined, '1', undefined],
    ]);
  });

  it('continues with new credentials when those of a stream have ended', async () => {
    const { opened } = follow([
      stream([begin('1'), event('problem', '', { status: 401 })]),
      stream([event('changed', '2')], false),
    ]);
    await until(() => opened.length === 2);
    expect(opened).toEqual([undefined, '1']);
  });

  it.each([401, 403, 404, 406])('ends after %i', async (code) => {
    const { opened, told } = follow([status(code)]);
    await pause(40);
    expect([opened, told()]).toEqual([[undefined], ['refused']]);
  });

  it('waits as long as it is told to', async () => {
    const { opened } = follow([status(503, { 'retry-after': '30' })]);
    await pause(40);
    expect(opened).toHaveLength(1);
  });

  it('pauses longer after each failure', async () => {
    const { opened } = follow([stream([begin('1')])], { initialMs: 10, maxMs: 100_000 });
    await pause(150);
    // Pauses of at least 5, 10, 20, 40, 80 ms.
    expect(opened.length).toBeGreaterThan(1);
    expect(opened.length).toBeLessThanOrEqual(5);
  });

  it('pauses no longer after streams that last longer than the pause', async () => {
    const short: Answer = () => {
      const body = new ReadableStream({ start: (controller) => void setTimeout(() => controller.close(), 30) });
      return new Response(body);
    };
    const { opened } = follow([short], { initialMs: 10, maxMs: 100_000 });
    // With pauses that double this would take more than an hour.
    await until(() => opened.length === 20);
  });

  it('closes its stream when the page is hidden for long, and continues when it is seen', async () => {
    const { opened, tab, signals } = follow([stream([begin('1')], false)]);
    await until(() => opened.length === 1);
    tab.show('hidden');
    await until(() => signals[0]!.aborted);
    await pause(30);
    expect(opened).toHaveLength(1);
    tab.show('visible');
    await until(() => opened.length === 2);
    expect(opened).toEqual([undefined, '1']);
    tab.show('hidden');
    tab.show('visible');
    await pause(30);
    expect(signals[1]!.aborted).toBe(false);
  });

  it('closes its stream', async () => {
    const { opened, close, signals } = follow([stream([begin('1')], false)]);
    await until(() => opened.length === 1);
    close();
    await pause(20);
    expect([signals[0]!.aborted, opened.length]).toEqual([true, 1]);
  });
});
