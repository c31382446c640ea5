import type { Definition } from '../resource/definition/definition.ts';
import { relationsOf } from '../resource/definition/relations.ts';
import { referrerOf } from '../resource/operations/references.ts';
import type { InternalApi } from '../resource/remote-resources.ts';
import type { Log } from '../util/log.ts';
import { poll, type Poll } from '../util/poll.ts';

export interface AnnouncementSettings {
  readonly remote: Pick<InternalApi, 'announce'>;
  /** The maximum pause between two announcements, in milliseconds. */
  readonly intervalMs: number;
  readonly log: Pick<Log, 'debug'>;
}

const backoff = { initialMs: 250, maxMs: 2000 };

/**
 * Tells the services of all targets which relations of a resource refer to them, again and again: a target may have been
 * restored, or upgraded from a version that did not store it. Its closing does not take anything back.
 */
export function announceReferences(definition: Definition, settings: AnnouncementSettings): Pick<Poll, 'close'> {
  const { remote, intervalMs, log } = settings;
  const relations = relationsOf(definition);
  const targets = [...new Set(relations.map(([, { target }]) => target))];
  const announce = async (target: string): Promise<boolean> => {
    const names = relations.filter(([, relation]) => relation.target === target).map(([name]) => name);
    const referrers = names.map((name) => referrerOf(definition, name));
    const announced = await remote.announce(target, referrers);
    if (!announced.ok)
      log.debug(`cannot announce the references to the ${target} resource (${announced.problem.detail})`);
    return announced.ok;
  };
  return poll({
    intervalMs,
    backoff,
    task: async () => (await Promise.all(targets.map(announce))).every(Boolean),
  });
}
