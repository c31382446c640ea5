import type { Filter, Store } from '../store/port.ts';
import type { Bound } from './bound.ts';
import { indexesOf, type Acted, type Context, type Definition, type Document } from './definition.ts';
import { act, offers, type Deed, type Offer } from './operations/act.ts';
import { change, type Change } from './operations/change.ts';
import { create, type Created } from './operations/create.ts';
import { count, countGroups, list, listGroups, read, type GroupQuery, type Query } from './operations/list.ts';
import { clear, remove, type Clearance, type Removal } from './operations/remove.ts';
import type { Outcome } from './problems.ts';

/**
 * A definition at work on a store: the operations that both faces call. Each decides access by itself, and returns
 * what a caller must expect as a value.
 */
export interface Resource {
  readonly definition: Definition;
  create(inputs: readonly unknown[], context: Context): Promise<Outcome<readonly Created[]>>;
  read(ids: readonly string[], context: Context): Promise<Outcome<Map<string, Document>>>;
  list(query: Query, context: Context): Promise<Outcome<readonly Document[]>>;
  count(filter: Filter, context: Context): Promise<Outcome<number>>;
  listGroups(query: GroupQuery, context: Context): Promise<Outcome<Map<string, Document[]>>>;
  countGroups(
    query: Pick<GroupQuery, 'by' | 'keys' | 'filter'>,
    context: Context,
  ): Promise<Outcome<Map<string, number>>>;
  change(request: Change, context: Context): Promise<Outcome<Document>>;
  remove(request: Removal, context: Context): Promise<Outcome<Document>>;
  clear(request: Clearance, context: Context): Promise<Outcome<number>>;
  act(deed: Deed, context: Context): Promise<Outcome<Acted>>;
  offers(documents: readonly Document[], context: Context): Promise<readonly (readonly Offer[])[]>;
}

/** Opens the resource's collection and binds the operations to it. */
export async function openResource(definition: Definition, store: Store): Promise<Resource> {
  const bound: Bound = {
    definition,
    documents: await store.collection<Document>(definition.plural, indexesOf(definition)),
  };
  return {
    definition,
    create: (inputs, context) => create(bound, inputs, context),
    read: (ids, context) => read(bound, ids, context),
    list: (query, context) => list(bound, query, context),
    count: (filter, context) => count(bound, filter, context),
    listGroups: (query, context) => listGroups(bound, query, context),
    countGroups: (query, context) => countGroups(bound, query, context),
    change: (request, context) => change(bound, request, context),
    remove: (request, context) => remove(bound, request, context),
    clear: (request, context) => clear(bound, request, context),
    act: (deed, context) => act(bound, deed, context),
    offers: (documents, context) => offers(bound, documents, context),
  };
}
