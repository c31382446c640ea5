/** A document that the operator lists, and what identifies it. */
export interface ListedDocument {
  readonly id: string;
  readonly text: string;
}

/** The documents that the operator lists. */
export interface ListedDocuments {
  /** The number of identifiers. */
  readonly count: number;
  get(id: string): string | undefined;
  /** Whether exactly this text is listed. */
  has(text: string): boolean;
}

/** Creates the list of documents, whose identifiers are unique. */
export function listDocuments(documents: readonly ListedDocument[]): ListedDocuments {
  const byId = new Map(documents.map(({ id, text }) => [id, text]));
  const texts = new Set(byId.values());
  return { count: byId.size, get: (id) => byId.get(id), has: (text) => texts.has(text) };
}
