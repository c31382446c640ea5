import model from '@seald-io/nedb/lib/model.js';
import { type NedbQuery } from '../../../kit/store/embedded-query.ts';
import { decode } from '../../../kit/store/embedded-values.ts';
import type {
  CountOptions,
  Duplicate,
  FindOptions,
  GroupOptions,
  Index,
  InsertResult,
  Stored,
  UpdateResult,
} from '../../../kit/store/port.ts';
import { comparing } from '../../../kit/store/sorting.ts';

/** Called before a document is written, with what it was and what it will be. */
export type OnWrite = (
  table: Table,
  change: { readonly before: Stored | undefined; readonly after: Stored | undefined },
) => void;

/** The index on `_id`, which every table has. */
const primary: Index = { fields: ['_id'], unique: true };

const keyOf = (document: Stored, { fields, sparse = false }: Index): string | undefined => {
  const values = fields.map((field) => model.getDotValue(document, field));
  return sparse && values[0] === undefined ? undefined : JSON.stringify(values.map((value) => value ?? null));
};

/** A query, and the fields of a document that is inserted if none matches. */
export interface UpsertQuery {
  readonly query: NedbQuery;
  readonly inserted: Stored;
}

/** Groups the documents that match by a field. */
export interface GroupQuery {
  readonly by: string;
  readonly query: NedbQuery;
}

/**
 * The documents of a collection in memory, as NeDB has them. Its operations are synchronous, and so atomic. They take
 * queries and updates of NeDB; their results are copies.
 */
export class Table {
  readonly name: string;
  readonly #onWrite: OnWrite;
  readonly #documents = new Map<string, Stored>();
  readonly #unique = new Map<Index, Map<string, string>>();

  constructor(name: string, onWrite: OnWrite) {
    this.name = name;
    this.#onWrite = onWrite;
  }

  /** Adds the unique indexes that the table lacks. */
  addIndexes(indexes: readonly Index[]): void {
    for (const index of indexes.filter(({ unique }) => unique)) {
      const isKnown = [...this.#unique.keys()].some(({ fields }) => fields.join() === index.fields.join());
      if (isKnown) continue;
      const ids = new Map<string, string>();
      for (const document of this.#documents.values()) this.#addKey(ids, index, document);
      this.#unique.set(index, ids);
    }
  }

  /** Returns all documents; do not modify them. */
  all(): readonly Stored[] {
    return [...this.#documents.values()];
  }

  /** Sets or removes a document without a check: the undoing of a write, or the restoring of a state. */
  put(id: string, document: Stored | undefined): void {
    const before = this.#documents.get(id);
    for (const [index, ids] of this.#unique) {
      const key = before === undefined ? undefined : keyOf(before, index);
      if (key !== undefined && ids.get(key) === id) ids.delete(key);
      if (document !== undefined) this.#addKey(ids, index, document);
    }
    if (document === undefined) this.#documents.delete(id);
    else this.#documents.set(id, document);
  }

  #addKey(ids: Map<string, string>, index: Index, document: Stored): void {
    const key = keyOf(document, index);
    if (key !== undefined) ids.set(key, document._id);
  }

  #write(id: string, after: Stored | undefined): void {
    this.#onWrite(this, { before: this.#documents.get(id), after });
    this.put(id, after);
  }

  #violation(document: Stored, isNew: boolean): Duplicate | undefined {
    if (isNew && this.#documents.has(document._id)) return { kind: 'duplicate', fields: primary.fields };
    for (const [index, ids] of this.#unique) {
      const key = keyOf(document, index);
      const holder = key === undefined ? undefined : ids.get(key);
      if (holder !== undefined && holder !== document._id) return { kind: 'duplicate', fields: index.fields };
    }
    return undefined;
  }

  #select(query: NedbQuery): Stored[] {
    const id = query['_id'];
    const only = typeof id === 'string' ? this.#documents.get(id) : undefined;
    const candidates = typeof id === 'string' ? (only === undefined ? [] : [only]) : [...this.#documents.values()];
    return candidates.filter((document) => model.match(document, query));
  }

  insert(documents: readonly Stored[]): InsertResult {
    const inserted: string[] = [];
    for (const document of documents) {
      const violation = this.#violation(document, true);
      if (violation !== undefined) {
        for (const id of inserted) this.#write(id, undefined);
        return violation;
      }
      this.#write(document._id, document);
      inserted.push(document._id);
    }
    return { kind: 'inserted' };
  }

  find(query: NedbQuery, { sort = [], skip = 0, limit = Infinity }: FindOptions = {}): Stored[] {
    const found = this.#select(query);
    const sorted = sort.length === 0 ? found : found.sort(comparing(sort));
    return sorted.slice(skip, skip + limit).map(decode<Stored>);
  }

  count(query: NedbQuery, { limit = Infinity }: CountOptions = {}): number {
    return Math.min(limit, this.#select(query).length);
  }

  findGroups({ by, query }: GroupQuery, { sort, limit }: GroupOptions): Map<string, Stored[]> {
    const groups = new Map<string, Stored[]>();
    for (const document of this.find(query, { sort })) {
      const key = String(model.getDotValue(document, by));
      const group = groups.get(key) ?? [];
      if (group.length < limit) groups.set(key, [...group, document]);
    }
    return groups;
  }

  countGroups({ by, query }: GroupQuery): Map<string, number> {
    const counts = new Map<string, number>();
    for (const document of this.#select(query)) {
      const key = String(model.getDotValue(document, by));
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return counts;
  }

  update(query: NedbQuery, update: object): UpdateResult<Stored> {
    const [document] = this.#select(query);
    return document === undefined ? { kind: 'unmatched' } : this.#change(document, update, false);
  }

  upsert({ query, inserted }: UpsertQuery, update: object): UpdateResult<Stored> {
    const [document] = this.#select(query);
    return document === undefined ? this.#change(inserted, update, true) : this.#change(document, update, false);
  }

  #change(document: Stored, update: object, isNew: boolean): UpdateResult<Stored> {
    const changed = model.modify(document, update);
    const violation = this.#violation(changed, isNew);
    if (violation !== undefined) return violation;
    this.#write(changed._id, changed);
    return { kind: 'updated', document: decode(changed) };
  }

  updateMany(query: NedbQuery, update: object): number {
    const documents = this.#select(query);
    for (const document of documents) this.#change(document, update, false);
    return documents.length;
  }

  remove(query: NedbQuery): Stored | undefined {
    const [document] = this.#select(query);
    if (document === undefined) return undefined;
    this.#write(document._id, undefined);
    return decode(document);
  }

  removeMany(query: NedbQuery): number {
    const documents = this.#select(query);
    for (const { _id } of documents) this.#write(_id, undefined);
    return documents.length;
  }
}
