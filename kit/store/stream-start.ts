import { MongoServerError, type Db } from 'mongodb';
import { z } from 'zod';
import { resumeToken } from './read-stream.ts';

const namespaceExists = 48;

/** Makes the server keep the images of documents before and after each change. */
export async function keepImages(db: Db, name: string): Promise<void> {
  const changeStreamPreAndPostImages = { enabled: true };
  const [existing] = await db.listCollections({ name }, { nameOnly: false }).toArray();
  const options: unknown = existing !== undefined && 'options' in existing ? existing.options : undefined;
  if (imageOptions.safeParse(options).success) return;
  try {
    if (existing !== undefined) await db.command({ collMod: name, changeStreamPreAndPostImages });
    else await db.createCollection(name, { changeStreamPreAndPostImages });
  } catch (error) {
    if (!(error instanceof MongoServerError) || error.code !== namespaceExists) throw error;
    await db.command({ collMod: name, changeStreamPreAndPostImages });
  }
}
const imageOptions = z.looseObject({ changeStreamPreAndPostImages: z.looseObject({ enabled: z.literal(true) }) });

const opened = z.looseObject({
  cursor: z.looseObject({ id: z.unknown(), postBatchResumeToken: resumeToken }),
});

/** Returns the position of a change stream that begins now. */
export async function currentPosition(db: Db, name: string): Promise<string> {
  const command = { aggregate: name, pipeline: [{ $changeStream: {} }], cursor: { batchSize: 0 } };
  // The server takes back the cursor's id as the 64-bit integer that it is.
  const { cursor } = opened.parse(await db.command(command, { promoteLongs: false }));
  await db.command({ killCursors: name, cursors: [cursor.id] });
  return cursor.postBatchResumeToken._data;
}
