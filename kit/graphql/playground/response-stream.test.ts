import { describe, expect, it } from '@jest/globals';
import { abortable, resultsOf } from './response-stream.mjs';

/** Returns a response whose body arrives in these chunks. */
function responseIn(contentType: string, chunks: readonly string[]): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });
  return new Response(body, { status: 200, statusText: 'OK', headers: { 'content-type': contentType } });
}

async function allOf(response: Response): Promise<readonly unknown[]> {
  const results = [];
  for await (const result of resultsOf(response)) results.push(result);
  return results;
}

const multipart = 'multipart/mixed; boundary="-"; deferSpec=20220824';
const head = 'content-type: application/json; charset=utf-8\r\n\r\n';
const multipartOf = (...parts: readonly object[]): string =>
  `\r\n---${parts.map((part) => `\r\n${head}${JSON.stringify(part)}\r\n---`).join('')}--\r\n`;

describe('the results in a response', () => {
  it('are one for a response in one piece', async () => {
    expect(await allOf(responseIn('application/json; charset=utf-8', ['{"data":', '{"a":1}}']))).toEqual([
      { data: { a: 1 } },
    ]);
  });

  it.each([
    ['application/json', '<html>'],
    ['text/html', '<html>'],
    ['text/event-stream', 'data: <html>\n\n'],
    [multipart, `\r\n---\r\n${head}<html>\r\n---`],
  ])('are an error if it is not JSON: %s', async (contentType, text) => {
    const results = allOf(responseIn(contentType, [text]));
    await expect(results).rejects.toThrow('the response is not JSON: 200 OK: <html>');
  });

  const events = 'event: next\ndata: {"data":{"a":"ü"}}\n\n:\n\nevent: next\r\ndata:{"data":\r\ndata: {"a":2}}\r\n\r\n';
  const parts = multipartOf(
    { data: { a: { b: 1, list: [{ c: 1 }, { c: 2 }] } }, hasNext: true },
    { incremental: [{ path: ['a'], data: { d: '\r\n---' } }], hasNext: true },
    { incremental: [{ path: ['a', 'list', 1], data: { e: 3 } }], hasNext: false },
  );
  const bodies = [
    ['text/event-stream; charset=utf-8', `${events}event: complete\ndata:\n\n`],
    [multipart, parts],
  ] as const;

  it.each(bodies)('are the same whatever the chunks are: %s', async (contentType, text) => {
    const whole = await allOf(responseIn(contentType, [text]));
    expect(await allOf(responseIn(contentType, [...text]))).toEqual(whole);
    expect(whole).toHaveLength(contentType === multipart ? 3 : 2);
  });

  it('are the events of a subscription', async () => {
    const expected = [{ data: { a: 'ü' } }, { data: { a: 2 } }];
    expect(await allOf(responseIn(bodies[0][0], [bodies[0][1]]))).toEqual(expected);
  });

  it('are what is known after each part of an incremental response', async () => {
    const d = '\r\n---';
    expect(await allOf(responseIn(multipart, [parts]))).toEqual([
      { data: { a: { b: 1, list: [{ c: 1 }, { c: 2 }] } } },
      { data: { a: { b: 1, list: [{ c: 1 }, { c: 2 }], d } } },
      { data: { a: { b: 1, list: [{ c: 1 }, { c: 2, e: 3 }], d } } },
    ]);
  });

  it('have the fields of a fragment beside those of others, and the errors of all', async () => {
    const [first, second, third] = ['one', 'two', 'three'].map((message) => ({ message }));
    const text = multipartOf(
      { data: { a: { b: { c: 1 }, list: [{ c: 1 }] }, n: null }, errors: [first], hasNext: true },
      {
        incremental: [
          { path: [], data: { a: { b: { d: 2 }, list: [{ d: 2 }] }, n: { m: 1 } }, errors: [second] },
          { path: ['a'], data: null, errors: [third] },
        ],
        hasNext: false,
      },
    );
    expect((await allOf(responseIn(multipart, [text]))).at(-1)).toEqual({
      data: { a: { b: { c: 1, d: 2 }, list: [{ c: 1, d: 2 }] }, n: { m: 1 } },
      errors: [first, second, third],
    });
  });

  it('arrive with the chunk that completes them', async () => {
    let push: (text: string) => void = () => undefined;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => void (push = (text) => controller.enqueue(new TextEncoder().encode(text))),
    });
    const results = resultsOf(new Response(body, { headers: { 'content-type': multipart } }));
    push(`\r\n---\r\n${head}{"data":{"a":1},"hasNext":true}\r\n---`);
    expect(await results.next()).toEqual({ done: false, value: { data: { a: 1 } } });
  });
});

describe('an abortable iterator', () => {
  /** Returns one result, and then fails when the signal is aborted, as `fetch` does. */
  const untilAborted = async function* (signal: AbortSignal): AsyncGenerator<Record<string, unknown>, void, undefined> {
    yield { data: 1 };
    await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
  };

  it('ends at once when it is told to return, without an error', async () => {
    const results = abortable(untilAborted);
    expect(await results.next()).toEqual({ done: false, value: { data: 1 } });
    const pending = results.next();
    expect(await results[Symbol.asyncIterator]().return()).toEqual({ done: true, value: undefined });
    expect(await pending).toEqual({ done: true, value: undefined });
    expect(await results.next()).toEqual({ done: true, value: undefined });
  });

  it('throws what fails before', async () => {
    const results = abortable(async function* () {
      throw new Error('no connection');
    });
    await expect(results.next()).rejects.toThrow('no connection');
  });
});
