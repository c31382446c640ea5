import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../support/until.ts';
import {
  ChangesLostError,
  type ChangeFeed,
  type Collection,
  type DocumentChange,
  type Store,
} from '../../kit/store/port.ts';

interface Counter {
  readonly _id: string;
  readonly value: number;
}

/** How a store tells changes, for which it keeps 20. */
export interface ChangeSupport {
  readonly open: () => Promise<Store>;
  /** Whether each change is told by itself. */
  readonly isExact: boolean;
}

/** The number of changes that the store must keep in these tests. */
export const changesKeptInTests = 20;

/** What a change is about, without its token. */
const essence = ({ before, after }: DocumentChange<Counter>) => [before?.value, after?.value];

async function take(feed: ChangeFeed<Counter>, count: number): Promise<readonly DocumentChange<Counter>[]> {
  const changes: DocumentChange<Counter>[] = [];
  while (changes.length < count) {
    const { value, done } = await feed.next();
    if (done === true) break;
    changes.push(value);
  }
  return changes;
}

/** Declares the suite for feeds of changes that every implementation of the store port must pass. */
export function changesContract(name: string, { open, isExact }: ChangeSupport): void {
  describe(`feeds of changes on ${name}`, () => {
    let store: Store;
    let counters: Collection<Counter>;
    beforeAll(async () => {
      store = await open();
      counters = await store.collection<Counter>('counters');
      await counters.removeMany({});
      await counters.insert([{ _id: 'before', value: 0 }]);
    });
    afterAll(() => store.close());

    const change = (_id: string, value: number) => counters.upsert({ _id }, { $set: { value } });
    /** Makes changes of a document that has none, each after the one before was told. */
    async function changesOf(id: string, feed: ChangeFeed<Counter>) {
      const made: DocumentChange<Counter>[] = [];
      const told = async (write: Promise<unknown>): Promise<void> => {
        await write;
        made.push(...(await take(feed, 1)));
      };
      await told(counters.insert([{ _id: id, value: 1 }]));
      await told(counters.update({ _id: id }, { $set: { value: 2 } }));
      await told(counters.updateMany({ _id: id }, { $inc: { value: 1 } }));
      await told(counters.remove({ _id: id }));
      await told(change(id, 5));
      await told(counters.removeMany({ _id: id }));
      return made;
    }

    it('tell each change from now on, with the document before and after', async () => {
      const feed = await counters.changes();
      expect((await changesOf('a', feed)).map(essence)).toEqual([
        [undefined, 1],
        [1, 2],
        [2, 3],
        [3, undefined],
        [undefined, 5],
        [5, undefined],
      ]);
      await feed.return();
    });

    it('go on after any token without a gap or a repetition', async () => {
      const feed = await counters.changes();
      const made = await changesOf('b', feed);
      const positions = [feed.token, ...made.map(({ token }) => token)];
      for (const [index, after] of positions.entries()) {
        const resumed = await counters.changes({ after });
        expect(resumed.token).toBe(after);
        await change('b', index);
        const rest = await take(resumed, made.length - index);
        expect(rest).toEqual(made.slice(index));
        expect((await take(resumed, 1)).map(essence)).toEqual([[undefined, index]]);
        await counters.remove({ _id: 'b' });
        made.push(...(await take(feed, 2)));
        await resumed.return();
      }
      await feed.return();
    });

    it('tell all listeners the same', async () => {
      const feeds = await Promise.all([1, 2, 3].map(() => counters.changes()));
      const made = await changesOf('c', feeds[0]!);
      for (const feed of feeds.slice(1)) expect(await take(feed, made.length)).toEqual(made);
      await Promise.all(feeds.map((feed) => feed.return()));
    });

    it('end when they are returned or aborted, also while they wait', async () => {
      const client = new AbortController();
      const [first, second] = [await counters.changes(), await counters.changes({ signal: client.signal })];
      const waiting = [first.next(), second.next()];
      await first.return();
      client.abort();
      expect(await Promise.all(waiting)).toEqual([1, 2].map(() => ({ done: true, value: undefined })));
      const late = await counters.changes({ signal: client.signal });
      expect((await late.next()).done).toBe(true);
    });

    it('end with an error when a listener has fallen too far behind, and for tokens that are not known', async () => {
      const [slow, fast] = [await counters.changes(), await counters.changes()];
      for (let value = 1; value <= changesKeptInTests + 1; value++) {
        await change('d', value);
        await take(fast, 1);
      }
      await expect(slow.next()).rejects.toBeInstanceOf(ChangesLostError);
      expect((await slow.next()).done).toBe(true);
      for (const after of ['', 'unknown', 'ABCDEF'])
        await expect(counters.changes({ after })).rejects.toBeInstanceOf(ChangesLostError);
      await fast.return();
    });

    it('miss nothing of what is written meanwhile, over many interruptions', async () => {
      const keep = await counters.changes();
      const drain = (async () => {
        for await (const each of keep) if (each.after?.value === 100) break;
      })();
      const values: (number | undefined)[] = [];
      const writer = (async () => {
        for (let value = 1; value <= 100; value++) {
          await until(() => value - (values.at(-1) ?? 0) < changesKeptInTests / 2);
          await change('e', value);
        }
      })();
      for (let after = keep.token; values.at(-1) !== 100;) {
        const feed = await counters.changes({ after });
        for (const each of await take(feed, 1)) {
          if (values.length > 0) expect(each.before?.value).toBe(values.at(-1));
          values.push(each.after?.value);
          after = each.token;
        }
        await feed.return();
      }
      await Promise.all([writer, drain]);
      if (isExact) expect(values).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
      await counters.remove({ _id: 'e' });
    });
  });
}
