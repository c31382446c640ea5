import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { eventText } from '../../../kit/http/event-stream.ts';
import { createEventParser, EventTooLargeError } from './event-parser.ts';

describe('createEventParser', () => {
  it('reads events whatever the line breaks are, and ignores comments and other fields', () => {
    const parse = createEventParser(100);
    expect(parse(':\n\nevent: next\ndata: {"a":1}\n\n')).toEqual([{ type: 'next', data: '{"a":1}' }]);
    expect(parse('id: 7\r\nevent:next\r\ndata:1\r')).toEqual([]);
    expect(parse('\ndata: 2\r\n\r\n')).toEqual([{ type: 'next', data: '1\n2', id: '7' }]);
    expect(parse('event: complete\rdata\r\r:')).toEqual([{ type: 'complete', data: '' }]);
  });

  it('reads what the writer writes, in pieces of any length', () => {
    const event = fc.record({ event: fc.stringMatching(/^[a-z]{1,5}$/), data: fc.string({ unit: 'grapheme' }) });
    const property = (events: readonly { event: string; data: string }[], size: number) => {
      const text = events.map(eventText).join(':\n\n');
      const pieces = text.match(new RegExp(`.{1,${size}}`, 'gsu')) ?? [];
      const received = pieces.flatMap(createEventParser(10_000));
      expect(received).toEqual(
        events.map((each) => ({ type: each.event, data: each.data.replaceAll(/\r\n|\r/g, '\n') })),
      );
    };
    fc.assert(fc.property(fc.array(event), fc.integer({ min: 1, max: 9 }), property));
  });

  it('rejects an event that is too large, in one line or in several', () => {
    const tooLarge = 'x'.repeat(11);
    expect(() => createEventParser(10)(tooLarge)).toThrow(EventTooLargeError);
    expect(() => createEventParser(10)('data: 12345\ndata: 67890\ndata: 1\n')).toThrow(EventTooLargeError);
    const parse = createEventParser(10);
    expect(Array(5).fill('data: 12345\n\n').flatMap(parse)).toHaveLength(5);
  });
});
