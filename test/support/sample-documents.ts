import { parentRelation, relationsOf } from '../../kit/resource/definition/relations.ts';
import type { Definition } from '../../kit/resource/definition/definition.ts';
import { hal, type HalResult } from './clients.ts';
import { serviceParts } from './parts.ts';
import { sampleFields } from './samples.ts';
import type { TestSystem } from './system.ts';

/** References of a document, as ids by relation. */
export type References = Readonly<Record<string, string>>;

/** Returns the URL to `POST` documents with these references to: a list of the parent's, or the collection. */
export function creationUrl(definition: Definition, collection: string, references: References): string {
  const [relation, parent] = parentRelation(definition) ?? [];
  return relation === undefined || parent?.createsElsewhere === true
    ? collection
    : `${collection}/${relation}/${references[relation] ?? ''}`;
}

/** Returns the references of a new document, as ids by relation: those given, and new documents for the others. */
export async function createReferences(
  system: TestSystem,
  definition: Definition,
  given: References = {},
): Promise<References> {
  const entries = relationsOf(definition).map(
    async ([relation, { target }]) => [relation, given[relation] ?? (await createDocument(system, target))] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

/** Returns references as members of a HAL body. */
export const refsOf = (references: References): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(references).map(([relation, id]) => [`_${relation}_ref`, id]));

/** What a new document has instead of sample values. */
interface Given {
  readonly fields?: object;
  readonly references: References;
}

let count = 1;

/** Creates a document of a collection as the administrator. Returns the response. */
export const postSampleTo = (
  collection: string,
  definition: Definition,
  { fields = {}, references }: Given,
): Promise<HalResult> =>
  hal('POST', creationUrl(definition, collection, references), {
    as: 'root',
    body: { ...sampleFields(definition, count++), ...fields, ...refsOf(references) },
  });

/**
 * Creates a document as the administrator, with sample values of the fields that are not given, and new documents for
 * the references that are not given. Returns the response.
 */
export async function postSample(
  system: TestSystem,
  resource: string,
  { fields = {}, references = {} }: Partial<Given> = {},
): Promise<HalResult> {
  const definition = Object.values(serviceParts).find((part) => part.definition.name === resource)?.definition;
  if (definition === undefined) throw new Error(`no folder in subgraphs/ defines ${resource}`);
  const all = await createReferences(system, definition, references);
  return postSampleTo(system.href(resource), definition, { fields, references: all });
}

async function createDocument(system: TestSystem, resource: string): Promise<string> {
  const { status, body } = await postSample(system, resource);
  if (status === 201) return body._id as string;
  throw new Error(`cannot create ${resource}: ${status} ${JSON.stringify(body)}`);
}
