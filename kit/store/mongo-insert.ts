import {
  MongoBulkWriteError,
  MongoServerError,
  type Collection as Driver,
  type OptionalUnlessRequiredId,
} from 'mongodb';
import { coalesce } from '../util/coalesce.ts';
import { translateErrors } from './mongo-errors.ts';
import { encode } from './mongo-values.ts';
import { StoreUnavailableError, type Duplicate, type Index, type InsertResult, type Stored } from './port.ts';

const duplicateKey = 11_000;
/** The most documents of different writers in one command. */
const maxGroupSize = 100;

const inserted: InsertResult = { kind: 'inserted' };
const indexName = ({ fields }: Index): string => fields.map((field) => `${field}_1`).join('_');

/** An error of the server: its code, and its message, which names the violated index. */
type ServerError = Pick<MongoServerError, 'code'> & { readonly message?: string | undefined };

/** Returns the fields of the violated unique index; undefined for other errors. */
export function duplicateOf(error: unknown, indexes: readonly Index[]): Duplicate | undefined {
  return error instanceof MongoServerError ? duplicateIn(error, indexes) : undefined;
}

function duplicateIn({ code, message = '' }: ServerError, indexes: readonly Index[]): Duplicate | undefined {
  if (code !== duplicateKey) return undefined;
  const name = /index: (\S+)/.exec(message)?.[1];
  return { kind: 'duplicate', fields: indexes.find((index) => indexName(index) === name)?.fields ?? ['_id'] };
}

type Driven = OptionalUnlessRequiredId<Stored>;

/**
 * Returns a function that inserts a document. Writers that come while others are inserting share the next command
 * (group commit): each gets the result of its own document. If the command fails, all of them fail.
 */
export function createInserter(
  driver: Driver<Stored>,
  indexes: readonly Index[],
): (document: Stored) => Promise<InsertResult> {
  async function insertOne(document: Driven): Promise<InsertResult> {
    try {
      await translateErrors(() => driver.insertOne(document));
      return inserted;
    } catch (error) {
      const duplicate = duplicateOf(error, indexes);
      if (duplicate !== undefined) return duplicate;
      throw error;
    }
  }

  async function insertEach(documents: readonly Driven[]): Promise<readonly InsertResult[]> {
    try {
      await translateErrors(() => driver.insertMany(documents, { ordered: false }));
      return documents.map(() => inserted);
    } catch (error) {
      if (!(error instanceof MongoBulkWriteError)) throw error;
      if (error.result.getWriteConcernError() !== undefined)
        throw new StoreUnavailableError(error.message, { cause: error });
      const results = documents.map(() => inserted);
      for (const { index, code, errmsg } of [error.writeErrors].flat()) {
        const duplicate = duplicateIn({ code, message: errmsg }, indexes);
        if (duplicate === undefined) throw error;
        results[index] = duplicate;
      }
      return results;
    }
  }

  return coalesce<Stored, InsertResult>(async (documents) => {
    const [first, ...others] = documents.map(encode) as readonly Driven[];
    if (first === undefined) return [];
    return others.length === 0 ? [await insertOne(first)] : insertEach([first, ...others]);
  }, maxGroupSize);
}
