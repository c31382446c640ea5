import { expect, it } from '@jest/globals';
import { graphql } from '../../support/clients.ts';
import { validatedHal } from '../../support/openapi-validation.ts';
import type { ContractContext } from './contract-context.ts';

const unknownAccount = 'Basic bm9ib2R5Om5vdGhpbmc=';

/** Declares the tests of requests without valid credentials. */
export function access({ plan: { plural }, subject }: ContractContext): void {
  it('rejects requests without valid credentials: 401 with WWW-Authenticate', async () => {
    const { collection, graphql: subgraph } = subject();
    const anonymous = await validatedHal('GET', collection);
    expect([anonymous.status, anonymous.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining('Basic'),
    ]);
    const response = await graphql(subgraph, `{ ${plural} { nodes { id } } }`);
    expect([response.status, response.errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    expect((await graphql(subgraph, '{ __typename }')).data).toEqual({ __typename: 'Query' });
    const rejected = await validatedHal('GET', collection, { headers: { authorization: unknownAccount } });
    expect(rejected.status).toBe(401);
  });
}
