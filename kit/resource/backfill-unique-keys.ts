import type { Log } from '../util/log.ts';
import type { Document } from './definition/documents.ts';
import type { ResourceRuntime } from './runtime.ts';
import { keyValue, uniqueKeysOf, type UniqueKey } from './unique-keys.ts';

/**
 * Adds the hidden fields of unique texts to documents that were stored without them. Two documents whose texts are
 * equal only in the compared form both stay as they are: the second one is logged and gets no hidden field.
 */
export async function backfillUniqueKeys(runtime: ResourceRuntime, log: Pick<Log, 'warn'>): Promise<void> {
  for (const key of uniqueKeysOf(runtime.definition))
    for (const document of await runtime.documents.find({ [key.name]: null }))
      await addKey(runtime, { key, document }, log);
}

async function addKey(
  { definition, documents }: ResourceRuntime,
  { key, document }: { readonly key: UniqueKey; readonly document: Document },
  log: Pick<Log, 'warn'>,
): Promise<void> {
  const value = keyValue(definition, key, document);
  if (value === undefined) return;
  const result = await documents.update({ _id: document._id, _etag: document._etag }, { $set: { [key.name]: value } });
  if (result.kind !== 'duplicate') return;
  const texts = key.fields.map((name) => `${name} ${JSON.stringify(document[name])}`).join(' and ');
  log.warn(
    `the ${definition.name} ${document._id} and another one differ only in the Unicode form of ${texts}; ` +
      'both are kept: rename one of them',
  );
}
