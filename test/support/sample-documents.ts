import { parentRelation, toOneRelations } from '../../kit/resource/definition/relations.ts';
import type { Definition } from '../../kit/resource/definition/definition.ts';
import { hal } from './clients.ts';
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

/** Creates a document for each reference of a new document, and returns their ids by relation. */
export async function createReferences(system: TestSystem, definition: Definition): Promise<References> {
  const entries = toOneRelations(definition).map(
    async ([relation, { target }]) => [relation, await createDocument(system, target)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

let count = 1;

/** Creates a document with sample values as the administrator, and what it refers to. Returns its id. */
async function createDocument(system: TestSystem, resource: string): Promise<string> {
  const definition = Object.values(serviceParts).find((part) => part.definition.name === resource)?.definition;
  if (definition === undefined) throw new Error(`no folder in subgraphs/ defines ${resource}`);
  const references = await createReferences(system, definition);
  const refs = Object.entries(references).map(([relation, id]) => [`_${relation}_ref`, id] as const);
  const body = { ...sampleFields(definition, count++), ...Object.fromEntries(refs) };
  const url = creationUrl(definition, system.href(resource), references);
  const created = await hal('POST', url, { as: 'root', body });
  if (created.status === 201) return created.body._id as string;
  throw new Error(`cannot create ${resource}: ${created.status} ${JSON.stringify(created.body)}`);
}
