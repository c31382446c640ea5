import { expect } from '@jest/globals';
import type { HalBody, HalResult } from '../../support/clients.ts';
import { createContractContext, type ContractContext, type ContractSubject } from '../resource/contract-context.ts';
import { specimenSample, toGraphqlSpecimen } from './specimen-sample.ts';

/** What the tests of fields send and read. All requests are sent as the administrator. */
export interface SpecimenClient extends Pick<ContractContext, 'hal' | 'execute' | 'subject'> {
  /** Creates the next sample with other fields by `POST`. */
  post(fields: object): Promise<HalResult>;
  /** Creates the next sample with other fields by mutation. Returns its result, or the errors. */
  create(fields: object): Promise<HalBody>;
  /** Returns the specimens that match, in HAL. */
  find(where: object, sort?: string): Promise<readonly HalBody[]>;
  /** Returns a connection of specimens. */
  list(variables: object): Promise<HalBody>;
  /** Reads all pages of a connection, forwards or backwards. Returns the values of a field. */
  readPages(variables: object, field: string, forwards: boolean): Promise<readonly string[]>;
}

/** Declares the tests of one topic. */
export type FieldTopic = (client: SpecimenClient) => void;

const mutation = `mutation ($input: CreateSpecimenInput!) { createSpecimen(input: $input) { __typename
  ... on CreateSpecimenSuccess { specimen { id weight price foundAt soldAt homepage contact } }
  ... on Invalid { issues { field message } } ... on Duplicate { fields } } }`;
const query = `query ($filter: SpecimenFilter, $orderBy: [SpecimenOrder!], $first: Int, $after: String, $last: Int, $before: String) {
  specimens(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
    totalCount nodes { id name weight foundAt contact homepage } pageInfo { hasNextPage endCursor hasPreviousPage startCursor } } }`;

function createReads({ hal, execute, subject }: ContractContext): Pick<SpecimenClient, 'find' | 'list'> {
  return {
    find: async (where, sort = '_id') => {
      const parameters = new URLSearchParams({ where: JSON.stringify(where), sort });
      const { status, body } = await hal('GET', `${subject().collection}?${parameters.toString()}`);
      expect([status, body.detail]).toEqual([200, undefined]);
      return body._embedded.specimen;
    },
    list: async (variables) => {
      const { data, errors } = await execute(query, variables);
      expect(errors).toBeUndefined();
      return data.specimens;
    },
  };
}

const readAll =
  (list: SpecimenClient['list']): SpecimenClient['readPages'] =>
  async (variables, field, forwards) => {
    const values: string[] = [];
    for (let cursor: string | null = null; ;) {
      const part: object = forwards ? { first: 2, after: cursor } : { last: 2, before: cursor };
      const { nodes, pageInfo } = await list({ ...variables, ...part });
      values.splice(forwards ? values.length : 0, 0, ...nodes.map((node: HalBody) => node[field]));
      if (!(forwards ? pageInfo.hasNextPage : pageInfo.hasPreviousPage)) return values;
      cursor = forwards ? pageInfo.endCursor : pageInfo.startCursor;
    }
  };

/** Creates the client of the service that `subject` returns when it is running. */
export function createSpecimenClient(store: string, subject: () => ContractSubject): SpecimenClient {
  const plan = { store, name: 'specimen', plural: 'specimens', sample: specimenSample };
  const context = createContractContext(plan, subject);
  const { hal, execute } = context;
  let counter = 1000;
  const sampleWith = (fields: object) => ({ ...specimenSample(counter++), ...fields });
  const reads = createReads(context);
  return {
    ...{ hal, execute, subject, ...reads, readPages: readAll(reads.list) },
    post: (fields) => hal('POST', subject().collection, { body: sampleWith(fields) }),
    create: async (fields) => {
      const { data, errors } = await execute(mutation, { input: toGraphqlSpecimen(sampleWith(fields)) });
      return errors ?? data.createSpecimen;
    },
  };
}
