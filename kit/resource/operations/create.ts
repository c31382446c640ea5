import { covers } from '../../access/policy.ts';
import type { Duplicate } from '../../store/port.ts';
import { authorize, checkAll, claimAll, refusal, releaseAll, ruleContext, type Bound } from '../bound.ts';
import type { Context, Document, Rule } from '../definition.ts';
import { newDocument, sealed } from '../documents.ts';
import { readInput } from '../input.ts';
import { duplicate, fail, invalidBecause, succeed, type Outcome, type Problem } from '../problems.ts';
import { missingReference } from './references.ts';

/** A document that was created, or that was there already and is what was asked for. */
export interface Created {
  readonly created: boolean;
  readonly document: Document;
}

/** Tries before a document that other writers keep outrunning is given up. */
const maxAllotments = 1000;

/** Creates documents, all or none. Issues of one among many are named with its index (`2.name`). */
export async function create(
  bound: Bound,
  inputs: readonly unknown[],
  context: Context,
): Promise<Outcome<readonly Created[]>> {
  const allowed = authorize(bound, 'create', context.caller);
  if (!allowed.ok) return allowed;
  const drafted = await draft(bound, inputs, context);
  if (!drafted.ok) return drafted;
  if (!drafted.value.every((document) => covers(allowed.value, document)))
    return fail(refusal(context.caller, `create this ${bound.definition.name}`));
  const missing = await Promise.all(drafted.value.map((next) => missingReference(bound.definition, { next }, context)));
  const broken = missing.find((problem) => problem !== undefined) ?? (await firstBroken(bound, drafted.value, context));
  if (broken !== undefined) return fail(broken);
  return store(bound, drafted.value, context);
}

async function draft(
  bound: Bound,
  inputs: readonly unknown[],
  { caller }: Context,
): Promise<Outcome<readonly Document[]>> {
  const read = inputs.map((input) => readInput(bound.definition, input, 'whole'));
  const problem = firstProblem(read, inputs.length > 1);
  if (problem !== undefined) return fail(problem);
  const owner = bound.definition.owned ? caller.id : undefined;
  const values = read.flatMap((outcome) => (outcome.ok ? [outcome.value.set] : []));
  return succeed(await Promise.all(values.map(async (set) => newDocument(await sealed(bound.definition, set), owner))));
}

/** Invalid inputs' issues together; a problem of another kind goes first. */
function firstProblem(read: readonly Outcome<unknown>[], indexed: boolean): Problem | undefined {
  const problems = read.flatMap((outcome, index) => (outcome.ok ? [] : [{ index, problem: outcome.problem }]));
  const [first] = problems;
  if (first === undefined || !indexed) return first?.problem;
  const other = problems.find(({ problem }) => problem.kind.name !== 'Invalid');
  if (other !== undefined) return { ...other.problem, detail: `number ${other.index}: ${other.problem.detail}` };
  const issues = problems.flatMap(({ index, problem }) =>
    (problem.extensions['issues'] as { field: string; message: string }[]).map((issue) => ({
      ...issue,
      field: `${index}.${issue.field}`,
    })),
  );
  return invalidBecause(issues);
}

async function firstBroken(
  bound: Bound,
  documents: readonly Document[],
  context: Context,
): Promise<Problem | undefined> {
  for (const next of documents) {
    const problem = await checkAll(bound.definition.rules, { next, previous: undefined }, ruleContext(bound, context));
    if (problem !== undefined) return problem;
  }
  return undefined;
}

async function store(
  bound: Bound,
  documents: readonly Document[],
  context: Context,
): Promise<Outcome<readonly Created[]>> {
  const done: Created[] = [];
  for (const document of documents) {
    const stored = await storeOne(bound, document, context);
    if (!stored.ok) {
      await undo(bound, done, context);
      return stored;
    }
    done.push(stored.value);
  }
  return succeed(done);
}

async function undo(bound: Bound, done: readonly Created[], context: Context): Promise<void> {
  for (const { created, document } of done.toReversed()) {
    if (!created) continue;
    await bound.documents.remove({ _id: document._id });
    await releaseAll(bound.definition.rules, document, ruleContext(bound, context));
  }
}

async function storeOne(bound: Bound, document: Document, context: Context): Promise<Outcome<Created>> {
  const within = ruleContext(bound, context);
  const problem = await claimAll(bound.definition.rules, document, within);
  if (problem !== undefined) return fail(problem);
  const stored = await insert(bound, document, context);
  if (!stored.ok || !stored.value.created) await releaseAll(bound.definition.rules, document, within);
  return stored;
}

async function insert(bound: Bound, document: Document, context: Context): Promise<Outcome<Created>> {
  const allotting = bound.definition.rules.filter((rule) => rule.allot !== undefined);
  const refused: unknown[] = [];
  for (let attempt = 0; attempt < maxAllotments; attempt++) {
    const filled = await allot(allotting, { document, refused }, ruleContext(bound, context));
    if (!filled.ok) return (await again(bound, document)) ?? filled;
    const result = await bound.documents.insert([filled.value]);
    if (result.kind === 'inserted') return succeed({ created: true, document: filled.value });
    const field = allotting.find((rule) => result.fields.includes(rule.allot?.field ?? ''))?.allot?.field;
    if (field === undefined) return (await again(bound, document)) ?? fail(taken(bound, result));
    refused.push(filled.value[field]);
  }
  throw new Error(`no place was to be had in ${maxAllotments} tries`);
}

async function allot(
  rules: readonly Rule[],
  { document, refused }: { document: Document; refused: readonly unknown[] },
  context: Parameters<NonNullable<Rule['allot']>['next']>[2],
): Promise<Outcome<Document>> {
  let filled = document;
  for (const { allot: rule } of rules) {
    if (rule === undefined) continue;
    const value = await rule.next(filled, refused, context);
    if (!value.ok) return value;
    filled = { ...filled, [rule.field]: value.value };
  }
  return succeed(filled);
}

/** The document that is there already, where creating it again is no error. */
async function again({ definition, documents }: Bound, document: Document): Promise<Outcome<Created> | undefined> {
  for (const { fields, again: rule } of definition.unique) {
    if (rule !== 'same') continue;
    const same = await documents.findOne(Object.fromEntries(fields.map((name) => [name, document[name] as string])));
    if (same !== undefined) return succeed({ created: false, document: same });
  }
  return undefined;
}

/** The problem of a value that is taken. */
export function taken({ definition }: Bound, { fields }: Duplicate): Problem {
  return duplicate(`there is a ${definition.name} with this ${fields.join(' and ')} already`, { fields });
}
