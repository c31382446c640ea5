/** A server-sent event. */
export interface StreamEvent {
  /** The type; `message` if the event names none. */
  readonly event: string;
  /** The position of the client after the event; undefined if the event has none. */
  readonly id: string | undefined;
  /** The content; undefined if the event only moves the position. */
  readonly data: string | undefined;
}

export interface ReadSettings {
  /** Milliseconds without any data, heartbeats included, after which the stream counts as broken. */
  readonly silenceMs: number;
  /** The most characters of one event. */
  readonly maxLength: number;
}

/** Parses the lines of one event (HTML Standard, "Interpreting an event stream"). */
function parseEvent(lines: readonly string[]): StreamEvent {
  let event = '';
  let id: string | undefined;
  const data: string[] = [];
  for (const line of lines) {
    const [, name = '', value = ''] = /^([^:]*)(?::[ ]?([^]*))?$/.exec(line) ?? [];
    if (name === 'event') event = value;
    else if (name === 'data') data.push(value);
    else if (name === 'id' && !value.includes('\0')) id = value;
  }
  return { event: event === '' ? 'message' : event, id, data: data.length === 0 ? undefined : data.join('\n') };
}

/** Splits text that comes in pieces into lines, which end with CR LF, LF or CR. */
function createLineSplitter(maxLength: number): (text: string) => readonly string[] {
  let rest = '';
  return (text) => {
    const parts = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = parts.pop() ?? '';
    if (rest.length > maxLength) throw new RangeError(`a line of the stream has more than ${maxLength} characters`);
    return parts;
  };
}

/** Groups lines into events, which end with an empty line. Comments are left out. */
function createEventParser(maxLength: number): (text: string) => readonly StreamEvent[] {
  const split = createLineSplitter(maxLength);
  let lines: string[] = [];
  let length = 0;
  const take = (line: string): readonly StreamEvent[] => {
    if (line === '') {
      const event = lines.length === 0 ? [] : [parseEvent(lines)];
      [lines, length] = [[], 0];
      return event;
    }
    if (line.startsWith(':')) return [];
    length += line.length;
    if (length > maxLength) throw new RangeError(`an event of the stream has more than ${maxLength} characters`);
    lines.push(line);
    return [];
  };
  return (text) => split(text).flatMap(take);
}

/**
 * Reads the events of a stream until it ends or is silent for too long. An event that is not complete is dropped.
 *
 * @throws RangeError if an event is too long; what the stream throws
 */
export async function* readEvents(
  stream: ReadableStream<Uint8Array>,
  { silenceMs, maxLength }: ReadSettings,
): AsyncGenerator<StreamEvent, undefined> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  const parse = createEventParser(maxLength);
  const cancel = (): void => void reader.cancel().catch(() => undefined);
  try {
    for (;;) {
      const timer = setTimeout(cancel, silenceMs);
      const { done, value } = await reader.read().finally(() => clearTimeout(timer));
      if (done) return undefined;
      yield* parse(decoder.decode(value, { stream: true }));
    }
  } finally {
    cancel();
  }
}
