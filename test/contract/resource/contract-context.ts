import {
  graphql,
  type GraphqlResult,
  type HalResult,
  type HalBody,
  type HalRequestOptions,
} from '../../support/clients.ts';
import { validatedHal } from '../../support/openapi-validation.ts';

/** A resource under the contract, served by a running service. */
export interface ContractSubject {
  /** The URL of the collection in the HAL face. */
  readonly collection: string;
  /** The URL of the subgraph. */
  readonly graphql: string;
  /** The URL to `POST` documents with these references to: the collection, or a list of the parent's. */
  readonly list: (references: Readonly<Record<string, string>>) => string;
  /** Returns references of a new document, as ids by relation: a different set each time if a set must be unique. */
  readonly references: () => Promise<Readonly<Record<string, string>>>;
  close(): Promise<void>;
}

/** The description of a resource under the contract. */
export interface ContractPlan {
  /** The name of the store, for the suite's title. */
  readonly store: string;
  readonly name: string;
  readonly plural: string;
  /** The fields of the n-th document, as HAL represents them. */
  readonly sample: (index: number) => Readonly<Record<string, unknown>>;
  /** Converts fields whose values GraphQL represents differently: enum values. */
  readonly toGraphql?: (fields: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
  /** A valid change of one field, and an invalid value. Not set if documents cannot be changed. */
  readonly change?: ContractChange;
  /** A text field whose values are unique, if there is one. */
  readonly uniqueText?: string;
  /** Whether callers without credentials may read documents. */
  readonly isPublic?: boolean;
  /** Fields that no representation contains. */
  readonly hidden?: readonly string[];
}

export interface ContractChange {
  readonly field: string;
  readonly value: unknown;
  readonly invalidValue: unknown;
}

/** The fields and references of a document to create. */
export interface NewDocument {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly references: Readonly<Record<string, string>>;
}

/** A request by the administrator. */
type AdminRequest = Omit<HalRequestOptions, 'as'>;

/** The context that the topics of the contract share. All requests are sent as the administrator. */
export interface ContractContext {
  readonly plan: ContractPlan;
  /** The GraphQL type's name: `Venue`. */
  readonly type: string;
  /** The plural in names of mutations: `Venues`. */
  readonly types: string;
  readonly hidden: readonly string[];
  readonly toGraphql: NonNullable<ContractPlan['toGraphql']>;
  /** The running subject. Available in tests, not while they are declared. */
  readonly subject: () => ContractSubject;
  /** Sends a HAL request, and validates the response against the service's OpenAPI document. */
  readonly hal: (method: string, url: string, request?: AdminRequest) => Promise<HalResult>;
  /** Sends a GraphQL request to the subgraph. */
  readonly execute: (query: string, variables?: object) => Promise<GraphqlResult>;
  /** Returns the next sample, with its own references. */
  readonly newDocument: () => Promise<NewDocument>;
  /** Creates this document by `POST`. */
  readonly post: (document: NewDocument, request?: AdminRequest) => Promise<HalResult>;
  /** Creates the next sample by `POST`, and returns its representation. */
  readonly postSample: () => Promise<HalBody>;
}

/** Declares the tests of one topic. */
export type ContractTopic = (context: ContractContext) => void;

export const refName = (relation: string): string => `_${relation}_ref`;
const pascal = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** The body of a `POST` in the HAL face. */
export const bodyOf = ({ fields, references }: NewDocument): Readonly<Record<string, unknown>> => ({
  ...fields,
  ...Object.fromEntries(Object.entries(references).map(([relation, id]) => [refName(relation), id])),
});

/** The input of a `create` mutation. */
export const inputOf = ({ toGraphql }: ContractContext, { fields, references }: NewDocument): object => ({
  ...toGraphql(fields),
  ...references,
});

/** Creates the context for the subject that `subject` returns when it is running. */
export function createContractContext(plan: ContractPlan, subject: () => ContractSubject): ContractContext {
  let counter = 0;
  const hal: ContractContext['hal'] = (method, url, request = {}) =>
    validatedHal(method, url, { as: 'root', ...request });
  const newDocument = async (): Promise<NewDocument> => ({
    fields: plan.sample(counter++),
    references: await subject().references(),
  });
  const post: ContractContext['post'] = (document, request) =>
    hal('POST', subject().list(document.references), { body: bodyOf(document), ...request });
  return {
    plan,
    type: pascal(plan.name),
    types: pascal(plan.plural),
    hidden: plan.hidden ?? [],
    toGraphql: plan.toGraphql ?? ((fields) => fields),
    subject,
    hal,
    execute: (query, variables = {}) => graphql(subject().graphql, query, { as: 'root', variables }),
    newDocument,
    post,
    postSample: async () => (await post(await newDocument())).body,
  };
}
