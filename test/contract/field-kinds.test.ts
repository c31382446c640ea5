import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AsyncDisposableStack, closerOf, use, type Closable } from '../../kit/util/disposable-stack.ts';
import { graphql } from '../support/clients.ts';
import { startExtraService } from '../support/extra-service.ts';
import { embeddedStore, testStores } from '../support/stores.ts';
import { generousTimeouts } from '../support/generous-timeouts.ts';
import { startTestSystem } from '../support/system.ts';
import { until } from '../support/until.ts';
import { fieldKinds } from './field-kinds/field-kinds.ts';
import { resourceContract } from './resource/resource-contract.ts';
import { specimen } from './field-kinds/specimen.ts';
import { specimenSample, toGraphqlSpecimen } from './field-kinds/specimen-sample.ts';

/** What a service of specimens runs in: a system, or a store alone. */
type Surroundings = Closable & { readonly env: Readonly<Record<string, string>> };

/** Starts a service of specimens. Without a system, only the administrator can sign in. */
async function startSpecimens<T extends Surroundings>(open: () => Promise<T>) {
  const stack = new AsyncDisposableStack();
  const surroundings = use(stack, await open());
  const env = { HY_GATEWAY_URL: 'http://127.0.0.1:9', ...generousTimeouts, ...surroundings.env };
  const { url } = use(stack, await startExtraService(specimen, env, 'specimens-service'));
  const collection = `${url}/specimens`;
  return {
    ...{ surroundings, collection, graphql: `${url}/graphql`, list: () => collection },
    references: () => Promise.resolve({}),
    close: closerOf(stack),
  };
}

for (const { name, open } of testStores) {
  resourceContract(
    {
      store: name,
      ...{ name: 'specimen', plural: 'specimens', sample: specimenSample, toGraphql: toGraphqlSpecimen },
      change: { field: 'price', value: '2.5', invalidValue: 2.5 },
      uniqueText: 'name',
    },
    () => startSpecimens(() => startTestSystem(open)),
  );
  fieldKinds(name, () => startSpecimens(open));
}

describe('fields of every kind through the GraphQL gateway', () => {
  const start = () => startSpecimens(() => startTestSystem(embeddedStore.open));
  let specimens: Awaited<ReturnType<typeof start>>;
  const send = (query: string, variables: object) =>
    graphql(specimens.surroundings.graphql, query, { as: 'root', variables });
  beforeAll(async () => {
    specimens = await start();
    await until(async () => (await send('{ specimens { totalCount } }', {})).errors === undefined);
  });
  afterAll(() => specimens.close());

  const mutation =
    'mutation ($input: CreateSpecimenInput!) { createSpecimen(input: $input) { __typename ... on CreateSpecimenSuccess { specimen { foundAt weight homepage contact } } ... on Invalid { issues { field } } } }';
  const input = (fields: object) => ({
    input: toGraphqlSpecimen({ ...specimenSample(1), ...fields }),
  });

  it('arrive as they were sent, and are found by value', async () => {
    const fields = { foundAt: '2026-01-01T10:00:00+02:00', weight: '12345678901234567.12345678901234567' };
    const { data } = await send(mutation, input(fields));
    expect(data.createSpecimen.specimen).toMatchObject({ ...fields, contact: 'keeper1@example.com' });
    const filter = { foundAt: { eq: '2026-01-01T08:00:00Z' }, weight: { in: [`${fields.weight}`] } };
    const found = await send('query ($filter: SpecimenFilter) { specimens(filter: $filter) { totalCount } }', {
      filter,
    });
    expect(found.data.specimens.totalCount).toBe(1);
  });

  it('are rejected by the gateway or by the service if they are invalid', async () => {
    for (const fields of [{ weight: '1e3' }, { weight: 5 }, { foundAt: '2026-02-30T00:00:00Z' }, { contact: 5 }]) {
      const { errors } = await send(mutation, input(fields));
      expect([fields, errors?.map(({ extensions }) => extensions.code)]).toEqual([fields, ['BAD_USER_INPUT']]);
    }
    for (const fields of [{ homepage: 'mailto:a@b' }, { contact: 'a' }, { weight: `0.${'1'.repeat(18)}` }]) {
      const { data } = await send(mutation, input(fields));
      expect(data.createSpecimen).toEqual({ __typename: 'Invalid', issues: [{ field: Object.keys(fields)[0] }] });
    }
  });
});
