import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readEvents, type ReadSettings, type StreamEvent } from './event-stream.ts';

const settings: ReadSettings = { silenceMs: 1000, maxLength: 10_000 };

/** A stream of these bytes, which ends after them if `isComplete`. */
const streamOf = (parts: readonly Uint8Array[], isComplete = true): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start: (controller) => {
      for (const part of parts) controller.enqueue(part);
      if (isComplete) controller.close();
    },
  });

async function read(stream: ReadableStream<Uint8Array>, changed: Partial<ReadSettings> = {}): Promise<StreamEvent[]> {
  const events: StreamEvent[] = [];
  for await (const event of readEvents(stream, { ...settings, ...changed })) events.push(event);
  return events;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Cuts bytes at these places, also within a character. */
function cut(whole: Uint8Array, places: readonly number[]): readonly Uint8Array[] {
  const ends = [...new Set(places.map((place) => place % (whole.length + 1)))].toSorted((one, other) => one - other);
  return [...ends, whole.length].map((end, index) => whole.slice(ends[index - 1] ?? 0, end));
}

interface SentEvent {
  readonly event?: string;
  readonly id: string;
  readonly data?: string;
}

function eventText({ event, id, data }: SentEvent): string {
  const fields = [
    ...(event === undefined ? [] : [`event: ${event}`]),
    `id: ${id}`,
    ...(data === undefined ? [] : data.split('\n').map((line) => (line === '' ? 'data' : `data: ${line}`))),
  ];
  return `${fields.join('\n')}\n\n`;
}

const line = fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replaceAll(/[\r\n\0]/g, ''));
const sentEvent: fc.Arbitrary<SentEvent> = fc.record(
  { event: line, id: line, data: fc.array(line, { minLength: 1 }).map((lines) => lines.join('\n')) },
  { requiredKeys: ['id'] },
);

describe('event streams', () => {
  it('are read as they were written, wherever their bytes are cut, with any line ends', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(sentEvent),
        fc.array(fc.nat()),
        fc.constantFrom('\n', '\r\n'),
        async (sent, places, end) => {
          const text = sent.map((each) => `${eventText(each)}: comment\n\n`).join('');
          const events = await read(streamOf(cut(bytes(text.replaceAll('\n', end)), places)));
          const expected = sent.map(({ event, id, data }) => ({ event: event || 'message', id, data }));
          expect(events).toEqual(expected);
        },
      ),
    ));

  it('end with carriage returns alone too; an event that is not complete is dropped', async () => {
    expect(await read(streamOf([bytes('data: a\r\rdata: b\r'), bytes('\r:\r'), bytes('data: c\r')]))).toEqual([
      { event: 'message', id: undefined, data: 'a' },
      { event: 'message', id: undefined, data: 'b' },
    ]);
  });

  it('end when they are silent', async () => {
    expect(await read(streamOf([bytes('data: a\n\n')], false), { silenceMs: 20 })).toHaveLength(1);
  });

  it.each([['data: '], ['data: 1\n']])('fail when one event is too long: %j', async (part) => {
    await expect(read(streamOf(Array.from({ length: 20 }, () => bytes(part))), { maxLength: 50 })).rejects.toThrow(
      RangeError,
    );
  });
});
