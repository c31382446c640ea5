import type { Definition } from '../resource/definition/definition.ts';
import type { Document } from '../resource/definition/documents.ts';
import { fail, succeed, type Issue, type Outcome } from '../resource/problems.ts';
import { invalidInput, malformed } from '../resource/common-problems.ts';
import { relationsOf } from '../resource/definition/relations.ts';
import { inputNames, unknownField } from '../resource/input.ts';
import { fieldOf, fromFormValue } from './form-values.ts';
import { isObject } from '../util/is-object.ts';
import { memoize } from '../util/memoize.ts';
import { referenceName } from '../http/reference-name.ts';

/** What the body of a write is checked against. */
export interface BodyContext {
  readonly definition: Definition;
  /** The current document; undefined when one is created. */
  readonly current?: Document | undefined;
  /** References determined by the list in which a document is created. */
  readonly parentReferences?: Readonly<Record<string, string>>;
  /** The number of issues after which the rest of the body is not checked. */
  readonly maxIssues: number;
}

const serialized = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : value);
/** Members of a representation that clients may send back; they are ignored. */
export const ignoredMembers = new Set(['_links', '_embedded', '_templates', '_status', '_not_embedded']);
/** Members that the service sets; clients may send them back unchanged. */
export const metadataMembers = new Set(['_id', '_created', '_updated', '_etag']);

/**
 * Parses the body of a write into the operations' names: `_venue_ref` → `venue`. Metadata such as `_id` and `_etag` is
 * dropped when unchanged and rejected when changed; `_links`, `_embedded` and `_templates` are ignored.
 * Fails with 400 when the body is not an object, and with 422 and an issue for each rejected member, up to `maxIssues`.
 */
export function parseDocumentBody(body: unknown, context: BodyContext): Outcome<Readonly<Record<string, unknown>>> {
  if (!isObject(body)) return fail(malformed('the request body must be a JSON object'));
  const issues: Issue[] = [];
  const values: Record<string, unknown> = { ...context.parentReferences };
  for (const [name, value] of Object.entries(body)) {
    if (issues.length >= context.maxIssues) break;
    const issue = assignMember(values, { name, value }, context);
    if (issue !== undefined) issues.push(issue);
  }
  return issues.length > 0 ? fail(invalidInput(issues)) : succeed(values);
}

/** The names of a definition's to-one relations. */
interface RelationNames {
  /** The relations by the names that their references have in bodies (`_venue_ref` → `venue`). */
  readonly byReference: ReadonlyMap<string, string>;
  readonly relations: ReadonlySet<string>;
}

const relationNames = memoize((definition: Definition): RelationNames => {
  const relations = relationsOf(definition).map(([relation]) => relation);
  return {
    byReference: new Map(relations.map((relation) => [referenceName(relation), relation])),
    relations: new Set(relations),
  };
});

/** Adds a member of the body to the values. Returns what is wrong with it, or undefined. */
function assignMember(
  values: Record<string, unknown>,
  { name, value }: { name: string; value: unknown },
  { definition, current, parentReferences = {} }: BodyContext,
): Issue | undefined {
  if (ignoredMembers.has(name)) return undefined;
  if (metadataMembers.has(name))
    return serialized(current?.[name]) === value
      ? undefined
      : { field: name, message: 'is set by the service and cannot be changed' };
  const { byReference, relations } = relationNames(definition);
  const relation = byReference.get(name);
  if (relation === undefined && (name.startsWith('_') || relations.has(name)))
    return unknownField(name, inputNames(definition));
  if (relation !== undefined && Object.hasOwn(parentReferences, relation) && parentReferences[relation] !== value)
    return { field: relation, message: `must be ${JSON.stringify(parentReferences[relation])} in this list` };
  values[relation ?? name] = fromFormValue(fieldOf(definition.fields, name), value);
  return undefined;
}

/** Returns the name of an issue's field in the HAL face: a reference `venue` is `_venue_ref`. */
export const issueName = (field: string, relations: readonly string[]): string =>
  field
    .split('.')
    .map((part) => (relations.includes(part) ? referenceName(part) : part))
    .join('.');
