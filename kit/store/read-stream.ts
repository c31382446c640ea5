import type { ChangeStreamDocument, Collection as Driver } from 'mongodb';
import { z } from 'zod';
import { changesLost } from './change-log.ts';
import { translateErrors } from './mongo-errors.ts';
import { decode } from './mongo-values.ts';
import type { DocumentChange, Stored } from './port.ts';

/** A resume token. The order of its text is that of the changes. */
export const resumeToken = z.object({ _data: z.string() });
const tokenOf = (value: unknown): string => resumeToken.parse(value)._data;

/** What a change stream tells: its position, and the change that led there. */
export interface StreamStep {
  readonly token: string;
  readonly change?: DocumentChange;
}

export interface StreamSettings {
  readonly driver: Driver<Stored>;
  /** Milliseconds that the server waits for a change before it answers without one. */
  readonly awaitMs: number;
}

/** Reads a change stream after a position, until the signal is aborted. */
export async function* readStream(
  { driver, awaitMs }: StreamSettings,
  after: string,
  signal?: AbortSignal,
): AsyncGenerator<StreamStep> {
  const stream = driver.watch<Stored>([], {
    fullDocument: 'required',
    fullDocumentBeforeChange: 'required',
    startAfter: { _data: after },
    maxAwaitTimeMS: awaitMs,
  });
  const close = (): void => void stream.close().catch(() => undefined);
  signal?.addEventListener('abort', close);
  try {
    while (signal?.aborted !== true) {
      const event = await translateErrors(() => stream.tryNext());
      yield event === null ? { token: tokenOf(stream.resumeToken) } : stepOf(event);
    }
  } catch (error) {
    // A stream that was closed while it waited.
    if (signal?.aborted !== true) throw error;
  } finally {
    signal?.removeEventListener('abort', close);
    close();
  }
}

/** @throws {ChangesLostError} if the collection was dropped or renamed */
function stepOf(event: ChangeStreamDocument<Stored>): StreamStep {
  const token = tokenOf(event._id);
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- the others end the feed
  switch (event.operationType) {
    case 'insert':
      return { token, change: { token, after: decode(event.fullDocument) } };
    case 'update':
    case 'replace':
    case 'delete': {
      const { fullDocumentBeforeChange: before } = event;
      const after = event.operationType === 'delete' ? undefined : event.fullDocument;
      return {
        token,
        change: { token, ...(before && { before: decode(before) }), ...(after && { after: decode(after) }) },
      };
    }
    // The collection was dropped or renamed.
    default:
      throw changesLost();
  }
}
