import { createQueue } from '../util/queue.ts';
import { openDataFile } from './data-file.ts';
import { isRemoval, toLine, type Change } from './data-lines.ts';
import type { DataFileContent } from './read-data-file.ts';
import type { Stored } from './port.ts';

/** The documents that a data file has, and the changes that are appended to it. */
export interface DocumentFile {
  /** The document as the file has it; undefined if it has none. Do not modify it. */
  get(id: string): Stored | undefined;
  /** Appends changes: all of them, or none. @throws the system's error, such as ENOSPC */
  append(changes: readonly Change[]): Promise<void>;
  /** Rewrites the file with one line for each document. @throws the system's error; the file is then unchanged. */
  rewrite(): Promise<void>;
  /** Rewrites the file if it has lines that do not count any more. @throws as `rewrite` does */
  compact(): Promise<void>;
  /** Checks that the file is as this process has written it. @throws an error that says what is not. */
  verify(): Promise<void>;
  close(): Promise<void>;
}

/** The number of documents in one piece of a file that is rewritten. */
const pieceSize = 500;

function* piecesOf(documents: ReadonlyMap<string, Stored>): Generator<string> {
  let piece: string[] = [];
  for (const document of documents.values())
    if (piece.push(toLine(document)) === pieceSize) {
      yield piece.join('');
      piece = [];
    }
  yield piece.join('');
}

/** Opens a data file with what has been read from it. */
export async function openDocumentFile(file: string, content: DataFileContent): Promise<DocumentFile> {
  const { documents } = content;
  const dataFile = await openDataFile(file, content);
  const inTurn = createQueue();
  let { lines } = content;

  async function append(changes: readonly Change[]): Promise<void> {
    await dataFile.append(changes.map(toLine).join(''));
    lines += changes.length;
    for (const change of changes)
      if (isRemoval(change)) documents.delete(change._id);
      else documents.set(change._id, change);
  }

  async function rewrite(): Promise<void> {
    await dataFile.replace(piecesOf(documents));
    lines = documents.size;
  }

  return {
    get: (id) => documents.get(id),
    append: (changes) => inTurn(() => append(changes)),
    rewrite: () => inTurn(rewrite),
    compact: () => inTurn(async () => (lines > documents.size ? rewrite() : undefined)),
    verify: () => inTurn(() => dataFile.verify()),
    close: () => inTurn(() => dataFile.close()),
  };
}
