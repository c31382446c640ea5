import { createQueryCache } from './query-cache.ts';
import { readDocuments, type DocumentSettings, type ReadingParts } from './read-documents.ts';
import type { PersistedDocuments } from './resolve-document.ts';

export interface PersistedDocumentSettings {
  readonly documents: DocumentSettings;
  /** Bytes of all automatic persisted queries; 0 turns them off. */
  readonly persistedQueryBytes: number;
}

/** Opens the persisted documents of a gateway. @throws InvalidSettingError if a listed document is invalid */
export async function openDocuments(
  { documents, persistedQueryBytes }: PersistedDocumentSettings,
  parts: ReadingParts,
): Promise<PersistedDocuments> {
  const listed = await readDocuments(documents, parts);
  return { listed, listedOnly: documents.only, cache: createQueryCache(persistedQueryBytes) };
}
