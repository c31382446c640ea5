/*
 * Reads responses in one piece, event streams (GraphQL over Server-Sent Events) and deferred fragments (incremental
 * delivery, 2022-08-24). The page embeds this file before `page.mjs`, without the keyword `export`.
 */

/**
 * @typedef {Readonly<Record<string, unknown>>} Result A result as GraphiQL shows it, or a part of one.
 * @typedef {(text: string) => readonly string[]} Splitter Takes the text of a body in pieces; returns the JSON that each completes.
 */

/**
 * Creates a splitter of server-sent events, as the services send them: lines end with a line feed, or CR and LF.
 * @returns {Splitter}
 */
function createEventSplitter() {
  let rest = '';
  return (text) => {
    const events = (rest + text).split(/\r?\n\r?\n/);
    rest = events.pop() ?? '';
    return events.map((event) => [...event.matchAll(/^data: ?(.*)$/gm)].map(([, line]) => line).join('\n'));
  };
}

/**
 * Creates a splitter of a multipart body (RFC 2046 §5.1). A part is complete when the next boundary has arrived.
 * @param {string} boundary
 * @returns {Splitter}
 */
function createPartSplitter(boundary) {
  let rest = '';
  return (text) => {
    const parts = (rest + text).split(`\r\n--${boundary}`);
    rest = parts.pop() ?? '';
    return parts.map((part) => part.split('\r\n\r\n')[1] ?? '');
  };
}

/**
 * Returns the splitter for a content type; undefined for a response in one piece.
 * @param {string} contentType
 */
function splitterFor(contentType) {
  if (/^text\/event-stream\b/i.test(contentType)) return createEventSplitter();
  const [, boundary] = /^multipart\/mixed\b.*;\s*boundary="?([^";]+)/i.exec(contentType) ?? [];
  return boundary === undefined ? undefined : createPartSplitter(boundary);
}

/** @param {unknown} value @returns {value is Result} */
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Merges the data of a fragment into what is known of the same object; items of lists by their index.
 * @param {unknown} known
 * @param {unknown} added
 * @returns {unknown}
 */
function merge(known, added) {
  if (Array.isArray(known) && Array.isArray(added)) return added.map((item, index) => merge(known[index], item));
  if (!isObject(known) || !isObject(added)) return added;
  return {
    ...known,
    ...Object.fromEntries(Object.entries(added).map(([name, each]) => [name, merge(known[name], each)])),
  };
}

/**
 * Merges the data of a fragment at its path.
 * @param {unknown} value
 * @param {readonly (string | number)[]} path
 * @param {unknown} added
 * @returns {unknown}
 */
function mergeAt(value, [step, ...rest], added) {
  if (step === undefined) return merge(value, added);
  if (Array.isArray(value)) return value.map((item, index) => (index === step ? mergeAt(item, rest, added) : item));
  return isObject(value) ? { ...value, [step]: mergeAt(value[step], rest, added) } : value;
}

/**
 * Adds a part of an incremental response to the parts before it. A fragment that failed has no data.
 * @param {Result} result
 * @param {Result} part
 * @returns {Result}
 */
function addPart(result, { incremental, hasNext, ...initial }) {
  /** @type {readonly { path: readonly (string | number)[], data: unknown, errors?: readonly unknown[] }[]} */
  const fragments = Array.isArray(incremental) ? incremental : [];
  return fragments.reduce(
    /** @param {Result} known */
    ({ errors, data, ...known }, fragment) => {
      const allErrors = [...(Array.isArray(errors) ? errors : []), ...(fragment.errors ?? [])];
      return {
        ...known,
        data: fragment.data === null ? data : mergeAt(data, fragment.path, fragment.data),
        ...(allErrors.length > 0 && { errors: allErrors }),
      };
    },
    { ...result, ...initial },
  );
}

/**
 * Returns the results in a response: one, each event, or what is known after each part of an incremental response.
 * @param {Response} response
 * @returns {AsyncGenerator<Result, void, undefined>}
 * @throws if the response is not JSON
 */
export async function* resultsOf(response) {
  const split = splitterFor(response.headers.get('content-type') ?? '');
  if (split === undefined || response.body === null) return yield parse(await response.text(), response);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  /** @type {Result} */
  let result = {};
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read())
    for (const json of split(chunk.value).filter((text) => text !== '')) {
      const part = parse(json, response);
      result = 'hasNext' in part ? addPart(result, part) : part;
      yield result;
    }
}

/**
 * @param {string} text
 * @param {Response} response
 * @returns {Result}
 */
function parse(text, { status, statusText }) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`the response is not JSON: ${status} ${statusText}: ${text.slice(0, 200)}`);
  }
}

/**
 * Returns an iterator whose `return` aborts a request at once, and does not wait for the next result. It then ends
 * without an error. It is its own iterable, as GraphiQL takes it.
 * @param {(signal: AbortSignal) => AsyncGenerator<Result, void, undefined>} start
 */
export function abortable(start) {
  const abort = new AbortController();
  const results = start(abort.signal);
  /** @type {IteratorReturnResult<undefined>} */
  const ended = { done: true, value: undefined };
  return {
    next: () =>
      results.next().catch((error) => {
        if (abort.signal.aborted) return ended;
        throw error;
      }),
    return: async () => {
      abort.abort();
      return ended;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
