/** A server-sent event as it is received. */
export interface ReceivedEvent {
  /** Empty if the event has no type. */
  readonly type: string;
  readonly data: string;
  /** What a client sends as `Last-Event-ID` to get the events after this one; undefined if the event has none. */
  readonly id?: string | undefined;
}

/** Thrown when an event is larger than allowed. */
export class EventTooLargeError extends Error {
  override readonly name = 'EventTooLargeError';
}

/** Receives the text of an event stream, in pieces, and returns the events that it completes. */
export type EventParser = (text: string) => readonly ReceivedEvent[];

/**
 * Creates a parser of server-sent events (HTML Standard, "Interpreting an event stream"). Comments and other fields than
 * `event`, `data` and `id` are ignored; so are events without type and data.
 *
 * @param maxLength The most characters of one event.
 */
export function createEventParser(maxLength: number): EventParser {
  let [rest, type, length] = ['', '', 0];
  let data: string[] = [];
  let id: string | undefined;

  /** Ends the current event. */
  const dispatch = (): readonly ReceivedEvent[] => {
    const event = { type, data: data.join('\n'), ...(id !== undefined && { id }) };
    const isEvent = type !== '' || data.length > 0;
    [type, data, length, id] = ['', [], 0, undefined];
    return isEvent ? [event] : [];
  };
  const readLine = (line: string): readonly ReceivedEvent[] => {
    if (line === '') return dispatch();
    const [, name = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (name === 'event') type = value;
    if (name === 'data') data.push(value);
    if (name === 'id') id = value;
    length += value.length;
    return [];
  };
  return (text) => {
    rest += text;
    // A carriage return at the end can be the first half of a line break.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    const events = lines.flatMap((line) => readLine(line));
    if (length + rest.length > maxLength) throw new EventTooLargeError(`an event exceeds ${maxLength} characters`);
    return events;
  };
}
