import { covers } from '../../access/policy.ts';
import type { Updated } from '../../store/port.ts';
import {
  checkAll,
  claimAll,
  noSuch,
  permitted,
  refusal,
  releaseAll,
  ruleContext,
  rulesFor,
  type Bound,
} from '../bound.ts';
import type { Context, Document } from '../definition.ts';
import { newEtag, sealed } from '../documents.ts';
import { readInput, type Extent, type Values } from '../input.ts';
import { fail, stale, succeed, type Outcome, type Problem } from '../problems.ts';
import { taken } from './create.ts';
import { missingReference } from './references.ts';

/** The entity tags of which one must be current; `*` is any. */
export type IfMatch = readonly string[] | '*';

export interface Change {
  readonly id: string;
  readonly ifMatch: IfMatch;
  readonly input: unknown;
  /** `part`: absent is unchanged (PATCH). `whole`: absent is removed (PUT). */
  readonly extent: Extent;
}

/** The problem of an entity tag that is not current, if it is none of those given. */
export function staleness(document: Document, ifMatch: IfMatch): Problem | undefined {
  if (ifMatch === '*' || ifMatch.includes(document._etag)) return undefined;
  return stale(`the current entity tag is "${document._etag}"`, { current: document });
}

/** Changes a document that is as it was read. A change that changes nothing leaves the entity tag. */
export async function change(bound: Bound, request: Change, context: Context): Promise<Outcome<Document>> {
  const found = await permitted(bound, 'change', { id: request.id, caller: context.caller });
  if (!found.ok) return found;
  const outdated = staleness(found.value, request.ifMatch);
  if (outdated !== undefined) return fail(outdated);
  const values = readInput(bound.definition, request.input, request.extent);
  if (!values.ok) return values;
  const forbidden = forbiddenField(bound, { values: values.value, document: found.value }, context);
  if (forbidden !== undefined) return fail(forbidden);
  return write(
    bound,
    await difference(bound, { previous: found.value, values: values.value, extent: request.extent }),
    context,
  );
}

function forbiddenField(
  { definition }: Bound,
  { values, document }: { values: Values; document: Document },
  { caller }: Context,
) {
  const names = [...Object.keys(values.set), ...values.unset].filter((name) => values.set[name] !== document[name]);
  const name = names.find((each) => !covers(definition.policies.fields?.[each]?.(caller) ?? true, document));
  return name === undefined ? undefined : refusal(caller, `change the ${name} of this ${definition.name}`);
}

interface Difference {
  readonly previous: Document;
  readonly next: Document;
  readonly set: Readonly<Record<string, unknown>>;
  readonly unset: readonly string[];
}

async function difference(
  { definition }: Bound,
  { previous, values, extent }: { previous: Document; values: Values; extent: Extent },
): Promise<Difference> {
  const optional = Object.entries(definition.fields).filter(([, { required }]) => !required);
  const dropped =
    extent === 'whole' ? optional.map(([name]) => name).filter((name) => !(name in values.set)) : values.unset;
  const changed = Object.entries(values.set).filter(([name, value]) => previous[name] !== value);
  const set = await sealed(definition, Object.fromEntries(changed));
  const unset = dropped.filter((name) => previous[name] !== undefined);
  const kept = Object.entries(previous).filter(([name]) => !unset.includes(name));
  return { previous, next: { ...Object.fromEntries(kept), ...set } as Document, set, unset };
}

async function write(bound: Bound, difference: Difference, context: Context): Promise<Outcome<Document>> {
  const { previous, next, set, unset } = difference;
  if (Object.keys(set).length === 0 && unset.length === 0) return succeed(previous);
  const rules = rulesFor(bound, next, previous);
  const within = ruleContext(bound, context);
  const problem =
    (await missingReference(bound.definition, { next, previous }, context)) ??
    (await checkAll(rules, { next, previous }, within)) ??
    (await claimAll(rules, next, within));
  if (problem !== undefined) return fail(problem);
  const result = await update(bound, difference);
  await releaseAll(rules, result.kind === 'updated' ? previous : next, within);
  if (result.kind === 'updated') return succeed(result.document);
  return fail(result.kind === 'duplicate' ? taken(bound, result) : await overtaken(bound, previous._id));
}

function update({ documents }: Bound, { previous, set, unset }: Difference): Promise<Updated<Document>> {
  const fresh = { ...set, _etag: newEtag(), _updated: new Date() };
  const dropped = Object.fromEntries(unset.map((name): [string, true] => [name, true]));
  return documents.update(
    { _id: previous._id, _etag: previous._etag },
    { $set: fresh, ...(unset.length > 0 ? { $unset: dropped } : {}) },
  );
}

/** What to say when another writer came between the look and the write. */
export async function overtaken({ definition, documents }: Bound, id: string): Promise<Problem> {
  const current = await documents.findOne({ _id: id });
  return current === undefined
    ? noSuch(definition, id)
    : stale(`the current entity tag is "${current._etag}"`, { current });
}
