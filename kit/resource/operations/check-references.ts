import type { ResourceRuntime } from '../runtime.ts';
import { toManyRelations, type ToMany } from '../definition/relations.ts';
import type { OperationContext } from '../definition/context.ts';
import { transient, withRetry } from '../retry.ts';
import { fail, succeed, type ReferrerSummary, type Outcome } from '../problems.ts';
import { inUse } from '../common-problems.ts';
import { withArticle } from '../../util/article.ts';

export interface RemovalTargets {
  readonly ids: readonly string[];
  readonly cascade: boolean;
}

/** Most `_id`s of one question to a peer. */
const idsPerQuestion = 1000;

/**
 * Makes sure that nothing refers to documents that are marked as leaving: removes what does if asked to, with the
 * caller's credentials, and names it if not. Those that are on their way are waited for: they see the mark and give way,
 * or were first.
 */
export async function checkReferences(
  { definition }: ResourceRuntime,
  leaving: RemovalTargets,
  context: OperationContext,
): Promise<Outcome<void>> {
  const holders: ReferrerSummary[] = [];
  for (const [relation, many] of toManyRelations(definition)) {
    const held = await withRetry(() => heldBy(many, leaving, context));
    if (!held.ok) return held;
    if (held.value === undefined) continue;
    const href = holderHref(context.remote.href(many.target), many.by, leaving.ids);
    holders.push({ relation, count: held.value, href });
  }
  if (holders.length === 0) return succeed(undefined);
  const what = holders.map(({ relation, count }) =>
    count === 0 ? `some ${relation}s that you may not see` : `${count} ${relation}${count === 1 ? '' : 's'}`,
  );
  return fail(inUse(`${what.join(' and ')} would be left without what they refer to`, { holders }));
}

/** How many documents keep them, of those that the caller may see; undefined when none does. */
async function heldBy(
  many: ToMany,
  { ids, cascade }: RemovalTargets,
  { remote }: OperationContext,
): Promise<Outcome<number | undefined>> {
  const goesToo = cascade || many.onRemoval === 'cascade';
  let visible = 0;
  let isHeld = false;
  for (let from = 0; from < ids.length; from += idsPerQuestion) {
    const question = { relation: many.by, ids: ids.slice(from, from + idsPerQuestion) };
    let found = await remote.countReferrers(many.target, question);
    if (found.ok && found.value.settled > 0 && goesToo) {
      const removed = await removeReferring(many, question.ids, remote);
      if (!removed.ok) return removed;
      found = await remote.countReferrers(many.target, question);
    }
    if (!found.ok) return found;
    const { settled, pending } = found.value;
    if (pending > 0 && (settled === 0 || goesToo))
      return fail(transient(`${withArticle(many.target)} that refers to it is under way; try again`));
    visible += found.value.visible;
    isHeld ||= settled > 0;
  }
  return succeed(isHeld ? visible : undefined);
}

const holderHref = (collection: string | undefined, by: string, ids: readonly string[]): string | undefined =>
  ids.length === 1 && collection !== undefined ? `${collection}/${by}/${ids[0] ?? ''}` : collection;

async function removeReferring(
  { target, by }: ToMany,
  ids: readonly string[],
  peers: OperationContext['remote'],
): Promise<Outcome<void>> {
  for (const id of ids) {
    const removed = await peers.removeReferrers(target, { relation: by, id });
    if (!removed.ok) return removed;
  }
  return succeed(undefined);
}
