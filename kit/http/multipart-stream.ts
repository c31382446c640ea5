import type { ServerResponse } from 'node:http';

/** A multipart response whose parts are JSON (RFC 2046 §5.1). */
export interface MultipartFormat {
  /** The boundary between parts. */
  readonly boundary: string;
  /** Parameters of the media type in addition to the boundary, such as `subscriptionSpec="1.0"`. */
  readonly parameters: string;
}

/** The text of a multipart body. Each part ends with a boundary, so that clients can read it at once. */
export interface MultipartTexts {
  /** What the body begins with. */
  readonly start: string;
  /** Returns a part. */
  readonly part: (json: string) => string;
  /** What the body ends with. */
  readonly end: string;
}

/** Returns the texts of a format. */
export const multipartTexts = ({ boundary }: MultipartFormat): MultipartTexts => ({
  start: `\r\n--${boundary}`,
  part: (json) => `\r\ncontent-type: application/json; charset=utf-8\r\n\r\n${json}\r\n--${boundary}`,
  end: '--\r\n',
});

/** Sets the headers of a multipart response. Nothing is sent yet. */
export function setMultipartHeaders(response: ServerResponse, { boundary, parameters }: MultipartFormat): void {
  response.setHeader('content-type', `multipart/mixed; boundary="${boundary}"; ${parameters}`);
  // Compression and proxies would hold parts back.
  response.setHeader('cache-control', 'no-store, no-transform');
  response.setHeader('x-accel-buffering', 'no');
}
