import Negotiator from 'negotiator';
import { promisify } from 'node:util';
import { brotliCompress, constants, deflate, gzip } from 'node:zlib';
import type { Request } from 'express';

/** The supported content codings (RFC 9110 §8.4.1), in order of preference. */
const codings = ['br', 'gzip', 'deflate'] as const;
export type Coding = (typeof codings)[number];

/** Minimum body size in bytes for compression. */
const minBytes = 1024;
/** Brotli quality, from 0 to 11: higher values cost more time than the smaller body saves. */
const brotliQuality = 4;

const encoders: Readonly<Record<Coding, (body: Buffer) => Promise<Buffer>>> = {
  br: (body) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } }),
  gzip: promisify<Buffer, Buffer>(gzip),
  deflate: promisify<Buffer, Buffer>(deflate),
};

/**
 * Chooses the coding that `Accept-Encoding` prefers; of equal weights, the first in the header. Returns undefined when
 * the body is to be sent unencoded.
 */
export function negotiateCoding({ headers }: Pick<Request, 'headers'>, body: Buffer): Coding | undefined {
  if (body.length < minBytes) return undefined;
  const preferred = new Negotiator({ headers }).encoding([...codings, 'identity']);
  return codings.find((coding) => coding === preferred);
}

export const encodeBody = (body: Buffer, coding: Coding): Promise<Buffer> => encoders[coding](body);
