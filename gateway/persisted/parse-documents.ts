import { GraphQLError, Kind, parse } from 'graphql';
import { z } from 'zod';
import { hashOfDocument, isDocumentIdentifier, withoutAlgorithm } from '../../kit/graphql/http/document-reference.ts';
import { nestsDeeper } from '../../kit/graphql/limits/bracket-depth.ts';
import { maxNesting } from '../../kit/graphql/limits/limits.ts';
import { isObject } from '../../kit/util/is-object.ts';
import { parseJson } from '../../kit/util/parse-json.ts';
import type { ListedDocument } from './listed-documents.ts';

/** Says why a file has no valid documents. */
export class DocumentFileError extends Error {
  override readonly name = 'DocumentFileError';
}

const manifestFormat = 'apollo-persisted-query-manifest';

/** What `generate-persisted-query-manifest` of Apollo writes. */
const manifest = z.object({
  format: z.literal(manifestFormat),
  version: z.literal(1, 'must be 1'),
  operations: z.array(z.object({ id: z.string(), body: z.string() })),
});

/** What Relay's compiler writes (`persistConfig`): the identifiers with their documents. */
const persistedDocuments = z.record(z.string(), z.string());

/**
 * Returns the documents of a file: those of a manifest of Apollo or a map of Relay in a `.json` file, or the one in a
 * `.graphql` file, whose identifier is its SHA-256.
 *
 * @param maxTokens the most tokens of a document
 * @throws DocumentFileError
 */
export function parseDocuments(name: string, content: string, maxTokens: number): readonly ListedDocument[] {
  const documents = name.endsWith('.json') ? documentsIn(content) : [{ id: hashOfDocument(content), text: content }];
  for (const document of documents) checkDocument(document, maxTokens);
  return documents;
}

function documentsIn(content: string): readonly ListedDocument[] {
  const json = parseJson(content);
  if (!isObject(json)) throw new DocumentFileError('it is no JSON object');
  const isManifest = json['format'] === manifestFormat;
  const parsed = isManifest ? manifest.safeParse(json) : persistedDocuments.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const expected = isManifest ? 'no manifest of Apollo' : 'neither a manifest of Apollo nor a map of documents';
    throw new DocumentFileError(`it is ${expected}: ${issue?.path.join('.')}: ${issue?.message}`);
  }
  const entries = isManifest
    ? manifest.parse(json).operations.map(({ id, body }) => [id, body] as const)
    : Object.entries(persistedDocuments.parse(json));
  return entries.map(([id, text]) => ({ id: withoutAlgorithm(id), text }));
}

function checkDocument({ id, text }: ListedDocument, maxTokens: number): void {
  const complain = (reason: string): never => {
    throw new DocumentFileError(`the document ${JSON.stringify(id.slice(0, 100))} is invalid: ${reason}`);
  };
  if (!isDocumentIdentifier(id)) complain('its identifier has other characters than letters, digits and . _ ~ : -');
  if (nestsDeeper(text, maxNesting)) complain(`it nests more than ${maxNesting} levels deep`);
  try {
    const { definitions } = parse(text, { maxTokens, noLocation: true });
    if (!definitions.some(({ kind }) => kind === Kind.OPERATION_DEFINITION)) complain('it has no operation');
  } catch (error) {
    if (error instanceof GraphQLError) complain(error.message);
    throw error;
  }
}
