import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { Header } from './headers.ts';

/** Milliseconds to wait for a response, which allows for a busy machine. */
export const responseTimeoutMs = 60_000;

/** A request with all placeholders filled in. */
export interface FuzzRequest {
  readonly origin: string;
  readonly method: string;
  readonly path: string;
  readonly headers: readonly Header[];
  readonly body: string | Uint8Array | undefined;
}

/** An HTTP response. */
export interface FuzzResponse {
  readonly status: number;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Result of a request: a response, or the reason why there is none. */
export type FuzzResult =
  | { readonly kind: 'response'; readonly response: FuzzResponse }
  | { readonly kind: 'failure'; readonly reason: string };

export const responseResult = (response: FuzzResponse): FuzzResult => ({ kind: 'response', response });
export const failureResult = (reason: string): FuzzResult => ({ kind: 'failure', reason });

const decoders: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: gunzipSync,
  br: brotliDecompressSync,
  deflate: inflateSync,
};

/** Returns the text of a body, decoded according to `content-encoding`. */
export function decodeBody(bytes: Buffer, headers: FuzzResponse['headers']): string {
  const decode = decoders[headers['content-encoding'] ?? ''];
  return (decode === undefined || bytes.length === 0 ? bytes : decode(bytes)).toString();
}
