import { beforeEach, describe, expect, it } from '@jest/globals';
import { anyone, defineRoles } from '../access/policy.ts';
import { anonymous, root, serviceCaller, type Caller } from '../access/caller.ts';
import { createFailingStore } from '../../test/support/failing-store.ts';
import { recordOperations, type RecordingStore } from '../../test/support/recording.ts';
import { openEmbedded } from '../store/embedded.ts';
import { invalidInput, malformed, missingReference, notAllowed, notFound } from './common-problems.ts';
import type { OperationContext } from './definition/context.ts';
import { defineResource } from './definition/define-resource.ts';
import { toOne } from './definition/relations.ts';
import { text } from './fields/index.ts';
import { defaultLimits } from './limits.ts';
import { fail, isKind, issuesIn, succeed } from './problems.ts';
import { createLog } from '../util/log.ts';
import { openResource, type Resource } from './resource.ts';
import { transient } from './retry.ts';

const roles = defineRoles(['hr']);
const documentation = { title: 'Name', description: 'The name of the book.' };

const book = defineResource({
  name: 'book',
  summary: 'A book on a shelf.',
  fields: { name: text({ ...documentation, min: 1, max: 50 }), note: text({ ...documentation, max: 50 }).optional() },
  relations: { shelf: toOne('shelf', { parent: true, title: 'Shelf', description: 'The shelf of the book.' }) },
  policies: {
    read: anyone,
    create: roles('admin'),
    change: roles('admin'),
    remove: roles('admin'),
    empty: roles('hr'),
  },
  actions: {
    lend: {
      ...{
        title: 'Lend',
        description: 'Lends the book.',
        method: 'PUT',
        path: 'lend',
        mutation: 'lendBook',
        input: {},
      },
      ...{ yields: [], policy: anyone, problems: [] },
      run: async () => succeed({ changed: true, message: 'lent', references: {} }),
    },
  },
  rules: [
    {
      problems: [],
      on: ['name'],
      check: async ({ name, shelf }) => {
        if (name === 'misplaced') return missingReference({ relation: 'shelf', target: 'shelf', id: shelf });
        return name === 'oversized' ? invalidInput([{ field: 'shelf', message: 'there is no room' }]) : undefined;
      },
    },
  ],
});

describe('the operations of a resource', () => {
  let store: RecordingStore;
  let resource: Resource;
  const shelves = new Set(['s1']);

  const stateOf = (id: string) =>
    succeed(shelves.has(id) ? { leaving: false, current: {}, next: undefined } : undefined);
  const contextOf = (caller: Caller): OperationContext => ({
    caller,
    remote: {
      href: () => undefined,
      referenceState: async (_resource: string, id: string) => stateOf(id),
      targetState: async (_resource: string, { id }: { readonly id: string }) => stateOf(id),
    } as unknown as OperationContext['remote'],
    collection: (name, indexes) => store.collection(name, indexes),
  });
  const admin = contextOf(root);
  const bookInput = (name: string, shelf = 's1') => ({ name, shelf });
  const create = (inputs: readonly unknown[], list?: Readonly<Record<string, string>>) =>
    resource.create({ list, inputs, isBatch: inputs.length > 1, read: succeed }, admin);
  const newBook = async () => {
    const created = await create([bookInput('Walden')]);
    if (!created.ok) throw new Error(created.problem.detail);
    return created.value[0]!.document;
  };

  beforeEach(async () => {
    store = recordOperations(await openEmbedded({ directory: undefined }));
    const limits = { ...defaultLimits, batch: 3, issues: 5, contentionMs: 200 };
    resource = await openResource(book, store, {
      leaseMs: 60_000,
      systemContext: contextOf(serviceCaller('books')),
      limits,
      hashConcurrency: 1,
      announcementMs: 0,
      log: createLog('books'),
    });
  });

  it('change a document with a single read', async () => {
    const { _id, _etag } = await newBook();
    store.reads.length = 0;
    const seen: string[] = [];
    const read = (current: { readonly _etag: string }) => {
      seen.push(current._etag);
      return succeed({ ifMatch: [_etag], input: { note: 'yes' } });
    };
    const changed = await resource.change({ id: _id, mode: 'merge', read }, admin);
    expect(changed).toMatchObject({ ok: true, value: { note: 'yes' } });
    expect([store.reads, seen]).toEqual([['findOne books'], [_etag]]);
  });

  it('wait for a concurrent operation as long as the limit allows, then report that it blocks them', async () => {
    const { _id } = await newBook();
    const pendingWrite = { kind: 'changing', token: 'another', until: new Date(Date.now() + 60_000), next: {} };
    await (await store.collection('books')).update({ _id }, { $set: { _intent: pendingWrite } });
    const startedAt = performance.now();
    const read = () => succeed({ ifMatch: '*' as const, input: { note: 'yes' } });
    const changed = await resource.change({ id: _id, mode: 'merge', read }, admin);
    const waitedMs = performance.now() - startedAt;
    expect(changed).toMatchObject({ problem: { kind: { status: 503 }, transient: true } });
    expect([waitedMs > 200, waitedMs < 20_000]).toEqual([true, true]);
  });

  it('parse the request after finding the document and before checking permissions', async () => {
    const { _id } = await newBook();
    const problem = malformed('no');
    const read = () => ({ ok: false as const, problem });
    const change = (id: string, context: OperationContext) => resource.change({ id, mode: 'merge', read }, context);
    expect(await change('none', admin)).toMatchObject({ problem: { kind: { name: 'NotFound' } } });
    expect(await change(_id, contextOf(anonymous))).toEqual({ ok: false, problem });
    const removal = { id: _id, ifMatch: read, cascade: false };
    expect(await resource.remove(removal, contextOf(anonymous))).toEqual({ ok: false, problem });
  });

  it('attempt an action again while a concurrent operation blocks it', async () => {
    const document = await newBook();
    const lend = book.actions['lend']!;
    let attempts = 0;
    const action: typeof lend = {
      ...lend,
      run: async (...call) =>
        ++attempts < 2 ? fail(transient('the book is being lent; try again')) : lend.run(...call),
    };
    const performed = await resource.act({ id: document._id, action, input: {} }, admin);
    expect([performed.ok, attempts]).toEqual([true, 2]);
  });

  it('perform an action with a single read, and return the document as it was before', async () => {
    const document = await newBook();
    store.reads.length = 0;
    const performed = await resource.act({ id: document._id, action: book.actions['lend']!, input: {} }, admin);
    expect(performed).toEqual(succeed({ document, result: { changed: true, message: 'lent', references: {} } }));
    expect(store.reads).toEqual(['findOne books']);
  });

  it('create as many documents as the limit allows, and parse no input of a larger request', async () => {
    let read = 0;
    const inputs = (count: number) => Array.from({ length: count }, (_, index) => bookInput(`Book ${index}`));
    const creating = (count: number) =>
      resource.create({ inputs: inputs(count), isBatch: count > 1, read: (input) => (read++, succeed(input)) }, admin);
    for (const count of [0, 4]) {
      const rejected = await creating(count);
      expect(!rejected.ok && isKind(rejected.problem, malformed) && rejected.problem.detail).toMatch(
        new RegExp(`from 1 to 3 books.*${count}`),
      );
    }
    expect(read).toBe(0);
    expect((await creating(3)).ok).toBe(true);
    expect(read).toBe(3);
  });

  it('name no more invalid fields than the limit allows, of one input and of a batch', async () => {
    const fieldsOf = async (...inputs: readonly unknown[]) => {
      const created = await create(inputs);
      return created.ok ? [] : issuesIn(created.problem.extensions['issues']).map(({ field }) => field);
    };
    const invalid = { ...bookInput(''), a: 1, b: 1 };
    const unknown = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`unknown${index}`, 1]));
    expect(await fieldsOf(invalid, invalid, invalid)).toEqual(['0.name', '0.a', '0.b', '1.name', '1.a']);
    expect(await fieldsOf({ ...bookInput('Emma'), ...unknown })).toHaveLength(5);
  });

  it('report a list as not found if its parent is missing, judged by the problem and not by its text', async () => {
    const kindOf = async (created: ReturnType<typeof create>) => {
      const outcome = await created;
      return outcome.ok ? 'done' : outcome.problem.kind.name;
    };
    const [existing, missing] = [{ shelf: 's1' }, { shelf: 'none' }];
    expect(await kindOf(create([bookInput('Walden', 'none')], missing))).toBe('NotFound');
    expect(await kindOf(create([bookInput('misplaced')], existing))).toBe('NotFound');
    expect(await kindOf(create([bookInput('Walden', 'none')]))).toBe('Invalid');
    expect(await kindOf(create([bookInput('oversized')], existing))).toBe('Invalid');
    const books = [bookInput('Walden', 'none'), bookInput('Emma', 'none')];
    expect(await kindOf(create(books, missing))).toBe('NotFound');
    const batch = await create([bookInput('Walden'), bookInput('Emma', 'none')]);
    expect(batch).toMatchObject({
      problem: { kind: { name: 'Invalid' }, extensions: { issues: [{ field: '1.shelf' }] } },
    });
  });

  it('make the same decision for creation, its form and its link', async () => {
    const lists = [{}, { shelf: 's1' }];
    const allowed = async (context: OperationContext) =>
      Promise.all(
        lists.map(async (list, index) => {
          const created = await resource.create(
            { list, inputs: [bookInput('Walden')], isBatch: false, read: succeed },
            context,
          );
          const isAvailable = (await resource.creationAffordances(lists, context))[index] !== undefined;
          const may = resource.mayCreate(list, context);
          expect([isAvailable, created.ok || !isKind(created.problem, notAllowed)]).toEqual([may.ok, may.ok]);
          return may.ok;
        }),
      );
    expect(await allowed(admin)).toEqual([false, true]);
    expect(await allowed(contextOf({ ...root, role: 'member' }))).toEqual([false, false]);
    const elsewhere = resource.mayCreate({}, admin);
    expect(!elsewhere.ok && elsewhere.problem.detail).toContain('/books/shelf/{_id of the shelf}');
  });

  it('replay a creation that a version before 0.3 recorded under the alias of its mutation', async () => {
    const createAs = (scope: string, formerScope = scope) =>
      resource.create(
        { inputs: [bookInput('Emma')], isBatch: false, read: succeed, idempotency: { key: 'k', scope, formerScope } },
        admin,
      );
    const first = await createAs('emma');
    const repeated = () => createAs('createBook', 'emma');
    const other = await repeated();
    expect(other.ok && first.ok && other.value[0]?.document._id).not.toBe(first.ok && first.value[0]?.document._id);
    await (await store.collection('books_requests')).updateMany({}, { $unset: { target: true } });
    expect(await repeated()).toMatchObject({ ok: true, value: first.ok ? first.value : [] });
  });

  it('continue a creation with an idempotency key at once after the store has failed at any of its writes', async () => {
    const failing = createFailingStore(await openEmbedded({ directory: undefined }));
    const limits = { ...defaultLimits, contentionMs: 2000 };
    const log = createLog('books');
    const settings = {
      leaseMs: 50,
      systemContext: contextOf(serviceCaller('books')),
      limits,
      hashConcurrency: 1,
      announcementMs: 0,
      log,
    };
    const books = await openResource(book, failing, settings);
    let failures = 0;
    for (let writes = 0, hasFailed = true; hasFailed; writes++)
      for (const lastWrite of ['lost', 'applied'] as const) {
        const createOnce = () =>
          books.create(
            {
              inputs: [bookInput(`Emma ${writes} ${lastWrite}`)],
              isBatch: false,
              read: succeed,
              idempotency: { key: `key-${writes}-${lastWrite}`, scope: '' },
            },
            admin,
          );
        failing.failAfter(writes, lastWrite);
        const first = await createOnce().catch(() => undefined);
        hasFailed = failing.restore();
        failures += Number(hasFailed);
        if (hasFailed) expect(first).toBeUndefined();
        expect(await createOnce()).toMatchObject({ ok: true });
      }
    expect(failures).toBeGreaterThan(5);
    const { value } = (await books.list({ filter: {}, sort: [], limit: 100 }, admin)) as { value: readonly unknown[] };
    const created = failures + 2;
    expect(value).toHaveLength(created);
  });

  it('empty the whole collection only if the request says so', async () => {
    await newBook();
    const malformedRequest = { problem: { kind: { name: malformed.name } } };
    for (const request of [
      { list: {}, all: false },
      { list: { shelf: 's1' }, all: true },
    ])
      expect(await resource.removeMany({ ...request, cascade: false }, admin)).toMatchObject(malformedRequest);
  });

  it('empty the whole collection only with permission, and a list with that to remove its documents', async () => {
    await newBook();
    expect(await resource.removeMany({ list: {}, all: true, cascade: false }, admin)).toMatchObject({
      problem: { kind: { name: notAllowed.name } },
    });
    expect(await resource.removeMany({ list: { shelf: 's1' }, all: false, cascade: false }, admin)).toEqual(succeed(1));
  });

  it('provide the internal API only to other services', () => {
    expect(resource.internalApi(contextOf(serviceCaller('shelves'))).ok).toBe(true);
    for (const caller of [root, anonymous])
      expect(resource.internalApi(contextOf(caller))).toMatchObject({ problem: { kind: { name: notAllowed.name } } });
  });

  it('get a document that the caller is allowed to see, or report that it is not found', async () => {
    const document = await newBook();
    expect(await resource.get(document._id, admin)).toEqual(succeed(document));
    const missing = await resource.get('none', admin);
    expect(!missing.ok && isKind(missing.problem, notFound)).toBe(true);
  });
});
