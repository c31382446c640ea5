import { describe, expect, it } from '@jest/globals';
import { acceptedStreams } from './stream-format.ts';

describe('acceptedStreams', () => {
  it.each([
    [undefined, []],
    ['*/*', []],
    ['multipart/mixed, application/json', []],
    ['multipart/mixed;subscriptionSpec=2.0', []],
    ['text/event-stream', ['event-stream']],
    ['text/event-stream;q=0, application/json', []],
    ['Text/Event-Stream;charset=utf-8', ['event-stream']],
    ['multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json;q=0.9', ['multipart-subscription']],
    ['multipart/mixed; boundary="a,b"; deferSpec="20220824"', ['multipart-defer']],
    [
      'multipart/mixed;deferSpec=20220824, multipart/mixed;subscriptionSpec=1.0',
      ['multipart-defer', 'multipart-subscription'],
    ],
    ['text/event-stream;q=0.5, multipart/mixed;subscriptionSpec=1.0;q=0.8', ['multipart-subscription', 'event-stream']],
  ])('reads %s', (accept, formats) => {
    expect(acceptedStreams(accept)).toEqual(formats);
  });
});
