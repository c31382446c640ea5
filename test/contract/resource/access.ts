import { expect, it } from '@jest/globals';
import { request } from 'undici';
import { graphql } from '../../support/clients.ts';
import { validatedHal } from '../../support/openapi-validation.ts';
import type { ContractContext } from './contract-context.ts';

const unknownAccount = 'Basic bm9ib2R5Om5vdGhpbmc=';

/** Returns the lines of `WWW-Authenticate` in a 401. */
async function challengesOf(url: string, headers: Record<string, string>): Promise<readonly string[]> {
  const response = await request(url, { headers });
  await response.body.dump();
  expect(response.statusCode).toBe(401);
  return [response.headers['www-authenticate'] ?? []].flat();
}

/** Declares the tests of requests without valid credentials. */
export function access(context: ContractContext): void {
  answersAnonymousCallers(context);
  rejectsInvalidCredentials(context);
  challenges(context);
}

function answersAnonymousCallers({ plan: { plural, isPublic = false }, subject }: ContractContext): void {
  const answer = isPublic ? 'answers' : 'rejects';
  it(`${answer} requests without credentials, as the policy for reading says`, async () => {
    const { collection, graphql: subgraph } = subject();
    const { status, headers } = await validatedHal('GET', collection);
    const response = await graphql(subgraph, `{ ${plural} { nodes { id } } }`);
    expect((await graphql(subgraph, '{ __typename }')).data).toEqual({ __typename: 'Query' });
    if (isPublic) {
      expect([status, response.status, response.errors]).toEqual([200, 200, undefined]);
      return;
    }
    expect([status, headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('Basic')]);
    expect([response.status, response.errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
  });
}

function rejectsInvalidCredentials({ subject }: ContractContext): void {
  it('rejects requests with invalid credentials: 401', async () => {
    const rejected = await validatedHal('GET', subject().collection, { headers: { authorization: unknownAccount } });
    expect(rejected.status).toBe(401);
  });
}

function challenges({ plan: { plural, isPublic = false }, subject }: ContractContext): void {
  it('sends each challenge in a line of its own, and says so if a token is not valid', async () => {
    const { collection, graphql: subgraph } = subject();
    const query = `${subgraph}?query=${encodeURIComponent(`{ ${plural} { nodes { id } } }`)}`;
    for (const url of [collection, query]) {
      const linesOf = async (headers: Record<string, string>) =>
        challengesOf(url, { 'apollo-require-preflight': '1', ...headers });
      const [basic, bearer] = [
        expect.stringMatching(/^Basic realm="[^"]+", charset="UTF-8"$/),
        expect.stringMatching(/^Bearer realm="[^"]+"$/),
      ];
      for (const headers of [...(isPublic ? [] : [{}]), { authorization: unknownAccount }])
        expect(await linesOf(headers)).toEqual([basic, bearer]);
      const invalid = await linesOf({ authorization: 'Bearer x.y.z' });
      expect(invalid).toEqual([
        basic,
        expect.stringMatching(/^Bearer realm="[^"]+", error="invalid_token", error_description="[^"]+"$/),
      ]);
    }
  });
}
