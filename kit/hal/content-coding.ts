import Negotiator from 'negotiator';
import { promisify } from 'node:util';
import { brotliCompress, constants, deflate, gzip } from 'node:zlib';
import type { Request } from 'express';

/** The content codings of answers (RFC 9110 §8.4.1). */
const codings = ['br', 'gzip', 'deflate'] as const;
export type Coding = (typeof codings)[number];

/** Bytes of a body from which on compressing it is worth the time. */
const worthwhile = 1024;
/** How hard brotli tries, from 0 to 11: beyond this it takes more time than it saves. */
const brotliQuality = 4;

const encoders: Readonly<Record<Coding, (body: Buffer) => Promise<Buffer>>> = {
  br: (body) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } }),
  gzip: promisify<Buffer, Buffer>(gzip),
  deflate: promisify<Buffer, Buffer>(deflate),
};

/** The coding that the client wants most, the first that it names if it is all the same; undefined is as it is. */
export function codingFor({ headers }: Pick<Request, 'headers'>, body: Buffer): Coding | undefined {
  if (body.length < worthwhile) return undefined;
  const wanted = new Negotiator({ headers }).encoding([...codings, 'identity']);
  return codings.find((coding) => coding === wanted);
}

export const encoded = (body: Buffer, coding: Coding): Promise<Buffer> => encoders[coding](body);
