import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Log } from '../../kit/util/log.ts';
import { InvalidSettingError } from '../../kit/util/settings/setting.ts';
import { messageOf } from '../../kit/util/system-error.ts';
import { listDocuments, type ListedDocument, type ListedDocuments } from './listed-documents.ts';
import { DocumentFileError, parseDocuments } from './parse-documents.ts';

/** Where the listed documents are, and how large they may be. */
export interface DocumentSettings {
  /** A file or a folder; undefined lists none. */
  readonly path: string | undefined;
  /** Whether only listed documents are executed. */
  readonly only: boolean;
  /** The maximum size of all files together, in bytes. */
  readonly maxBytes: number;
  readonly maxCount: number;
}

export interface ReadingParts {
  /** The most tokens of a document. */
  readonly maxTokens: number;
  readonly log: Log;
}

/** Reads the listed documents. @throws InvalidSettingError that names the file and what is wrong with it */
export async function readDocuments(
  settings: DocumentSettings,
  { maxTokens, log }: ReadingParts,
): Promise<ListedDocuments> {
  const { path: source, only } = settings;
  if (source === undefined) {
    if (only) throw invalid('GRAPHQL_DOCUMENTS_ONLY', 'is true, but GRAPHQL_DOCUMENTS names no documents');
    return listDocuments([]);
  }
  const documents = await readAll(await filesAt(source), { ...settings, maxTokens });
  const listed = listDocuments(documents);
  if (listed.count === 0) throw invalid('GRAPHQL_DOCUMENTS', `${source} has no documents in .json or .graphql files`);
  log.info(`${listed.count} listed documents are known${only ? ', and nothing else is executed' : ''} (${source})`);
  return listed;
}

const invalid = (variable: string, problem: string): InvalidSettingError =>
  new InvalidSettingError([{ variable, message: `${variable} ${problem}` }]);

/** Returns the paths of the files with documents at or below a path, in a fixed order. */
async function filesAt(source: string): Promise<readonly string[]> {
  try {
    if (!(await stat(source)).isDirectory()) return [source];
    const entries = await readdir(source, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => !entry.isDirectory() && /\.(json|graphql)$/.test(entry.name));
    return files.map(({ parentPath, name }) => path.join(parentPath, name)).sort();
  } catch (error) {
    throw invalid('GRAPHQL_DOCUMENTS', `cannot be read: ${messageOf(error)}`);
  }
}

interface ReadLimits extends Pick<DocumentSettings, 'maxBytes' | 'maxCount'> {
  readonly maxTokens: number;
}

async function readAll(
  files: readonly string[],
  { maxBytes, maxCount, maxTokens }: ReadLimits,
): Promise<readonly ListedDocument[]> {
  const found = new Map<string, ListedDocument & { readonly file: string }>();
  let bytes = 0;
  for (const file of files) {
    const content = await readWithin(file, maxBytes - bytes);
    bytes += content.length;
    for (const document of parseFile(file, content.toString('utf8'), maxTokens)) {
      const other = found.get(document.id);
      if (other !== undefined && other.text !== document.text)
        throw invalid('GRAPHQL_DOCUMENTS', `${file}: "${document.id}" identifies another document in ${other.file}`);
      found.set(document.id, { ...document, file });
    }
    if (found.size > maxCount)
      throw invalid('GRAPHQL_DOCUMENTS', `${file}: there are more than ${maxCount} documents (GRAPHQL_DOCUMENTS_MAX)`);
  }
  return [...found.values()];
}

async function readWithin(file: string, maxBytes: number): Promise<Buffer> {
  const content = await sizeOf(file).then((size) => (size > maxBytes ? undefined : readFile(file)));
  if (content !== undefined) return content;
  throw invalid('GRAPHQL_DOCUMENTS', `${file}: the files have more bytes than GRAPHQL_DOCUMENTS_MAX_BYTES`);
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    throw invalid('GRAPHQL_DOCUMENTS', `${file}: ${messageOf(error)}`);
  }
}

function parseFile(file: string, content: string, maxTokens: number): readonly ListedDocument[] {
  try {
    return parseDocuments(file, content, maxTokens);
  } catch (error) {
    if (error instanceof DocumentFileError) throw invalid('GRAPHQL_DOCUMENTS', `${file}: ${error.message}`);
    throw error;
  }
}
