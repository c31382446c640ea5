import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { applyLine } from './data-lines.ts';
import type { Stored } from './port.ts';

/** A line that is not a document in JSON and UTF-8. */
export interface UnreadableLine {
  /** The number of the line, from 1. */
  readonly number: number;
  /** The `_id` of its document, if it can be recognized. */
  readonly id: string | undefined;
}

/** The content of a data file. */
export interface DataFileContent {
  readonly documents: Map<string, Stored>;
  /** The lines that are not empty. More than documents means that the file can be compacted. */
  readonly lines: number;
  /** The bytes before an unfinished last line; the size of the file if there is none. */
  readonly length: number;
  /** The bytes of an unfinished last line: a write that was interrupted, and never acknowledged. */
  readonly unfinishedBytes: number;
  /** Whether the last line is complete, but for its newline. */
  readonly lacksNewline: boolean;
  readonly unreadable: readonly UnreadableLine[];
}

const newline = 0x0a;
const chunkBytes = 1 << 20;
const byteOrderMark = '\uFEFF';

/** Yields the lines of a file without their newlines, and whether each had one. */
async function* linesOf(file: string): AsyncGenerator<{ readonly bytes: Buffer; readonly isFinished: boolean }> {
  let rest: Buffer[] = [];
  for await (const chunk of createReadStream(file, { highWaterMark: chunkBytes }) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      yield { bytes: Buffer.concat([...rest, chunk.subarray(start, end)]), isFinished: true };
      [rest, start] = [[], end + 1];
    }
    rest.push(chunk.subarray(start));
  }
  yield { bytes: Buffer.concat(rest), isFinished: false };
}

/** Returns the text of a line; undefined if its bytes are not UTF-8. */
function decode(bytes: Buffer, number: number): string | undefined {
  if (!isUtf8(bytes)) return undefined;
  const text = bytes.toString('utf8');
  return number === 1 && text.startsWith(byteOrderMark) ? text.slice(1) : text;
}

/** Reads a data file. The lines of a document replace earlier ones of the same document. Empty lines do not count. */
export async function readDataFile(file: string): Promise<DataFileContent> {
  const documents = new Map<string, Stored>();
  const unreadable: UnreadableLine[] = [];
  const content = { lines: 0, length: 0, unfinishedBytes: 0, lacksNewline: false };
  let number = 0;
  for await (const { bytes, isFinished } of linesOf(file)) {
    const text = decode(bytes, ++number);
    const isEmpty = text?.trim() === '';
    const isReadable = isEmpty || (text !== undefined && applyLine(text, documents));
    if (!isReadable && !isFinished) content.unfinishedBytes = bytes.length;
    else {
      content.length += bytes.length + (isFinished ? 1 : 0);
      content.lines += isEmpty ? 0 : 1;
      content.lacksNewline = !isFinished && bytes.length > 0;
      if (!isReadable) unreadable.push({ number, id: recognizeId(bytes) });
    }
  }
  return { documents, ...content, unreadable };
}

const recognizeId = (bytes: Buffer): string | undefined =>
  /"_id"\s*:\s*"([^"\\]{1,200})"/.exec(bytes.toString('utf8'))?.[1];
