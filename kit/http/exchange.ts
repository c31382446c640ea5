import { errors, type Dispatcher } from 'undici';

/** A request, and when to give up. */
export interface ExchangedRequest {
  readonly method: Dispatcher.HttpMethod;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Milliseconds until the complete response must have arrived. */
  readonly timeoutMs: number;
  /** Maximum size of the response body in bytes. */
  readonly maxBytes: number;
  readonly signal: AbortSignal | undefined;
}

/** A response that was received completely. Header names are in lower case. */
export interface ExchangedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/**
 * Sends a request and receives its response. It takes the dispatcher's events as they come: a stream for the body costs
 * more than all the rest of a small response.
 *
 * @throws the error of the connection, the signal's reason, a `TimeoutError`, or undici's ResponseExceededMaxSizeError
 */
export const exchange = (dispatcher: Dispatcher, request: ExchangedRequest): Promise<ExchangedResponse> =>
  new Promise((resolve, reject) => {
    const { method, url, headers, body, signal } = request;
    const exchanging = new Exchange(request, { resolve, reject });
    if (signal?.aborted) return exchanging.abort(signal.reason);
    try {
      const { origin, pathname, search } = new URL(url);
      dispatcher.dispatch({ origin, path: pathname + search, method, headers, body }, exchanging);
    } catch (error) {
      exchanging.abort(error);
    }
  });

interface Settlement {
  readonly resolve: (response: ExchangedResponse) => void;
  readonly reject: (reason: unknown) => void;
}

/** The byte order mark, which is no part of a text. */
const byteOrderMark = '\uFEFF';

class Exchange implements Dispatcher.DispatchHandler {
  readonly #request: ExchangedRequest;
  readonly #settlement: Settlement;
  readonly #timer: NodeJS.Timeout;
  readonly #onAbort: (() => void) | undefined;
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #aborted: { readonly reason: unknown } | undefined;
  #bytes = 0;
  #head: Pick<ExchangedResponse, 'status' | 'headers'> = { status: 0, headers: {} };

  constructor(request: ExchangedRequest, settlement: Settlement) {
    const { timeoutMs, signal } = request;
    this.#request = request;
    this.#settlement = settlement;
    this.#timer = setTimeout(() => this.abort(new DOMException('timeout', 'TimeoutError')), timeoutMs);
    if (signal === undefined) return;
    this.#onAbort = () => this.abort(signal.reason);
    signal.addEventListener('abort', this.#onAbort);
  }

  abort(reason: unknown): void {
    this.#end();
    this.#aborted = { reason };
    this.#controller?.abort(reason as Error);
    this.#settlement.reject(reason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#aborted !== undefined) controller.abort(this.#aborted.reason as Error);
  }

  onResponseStart(_controller: unknown, status: number, headers: ExchangedResponse['headers']): void {
    this.#head = { status, headers };
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#request.maxBytes) this.abort(new errors.ResponseExceededMaxSizeError());
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#end();
    const [first, ...others] = this.#chunks;
    const body = first !== undefined && others.length === 0 ? first : Buffer.concat(this.#chunks);
    const text = body.toString();
    this.#settlement.resolve({ ...this.#head, text: text.startsWith(byteOrderMark) ? text.slice(1) : text });
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.#end();
    this.#settlement.reject(error);
  }

  #end(): void {
    clearTimeout(this.#timer);
    if (this.#onAbort !== undefined) this.#request.signal?.removeEventListener('abort', this.#onAbort);
  }
}
