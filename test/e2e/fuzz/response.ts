import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { Header } from './headers.ts';

/** Milliseconds in which every request is to be answered, whatever else the machine has to do. */
export const patienceMs = 60_000;

/** A request as it is sent. */
export interface Sent {
  readonly origin: string;
  readonly method: string;
  readonly path: string;
  readonly headers: readonly Header[];
  readonly body: string | Uint8Array | undefined;
}

/** What came back. */
export interface Answered {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** What came of a request: an answer, or why there is none. */
export type Reply =
  { readonly kind: 'answered'; readonly answer: Answered } | { readonly kind: 'failed'; readonly why: string };

export const answered = (answer: Answered): Reply => ({ kind: 'answered', answer });
export const failed = (why: string): Reply => ({ kind: 'failed', why });

const decoders: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: gunzipSync,
  br: brotliDecompressSync,
  deflate: inflateSync,
};

/** The text of a body, whatever coding it came in. */
export function decoded(bytes: Buffer, headers: Answered['headers']): string {
  const decode = decoders[headers['content-encoding'] ?? ''];
  return (decode === undefined || bytes.length === 0 ? bytes : decode(bytes)).toString();
}
