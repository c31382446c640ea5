import { graphqlOperation, halRead, halWrite, type Attempt } from '../attempt.ts';
import type { Fixture, FixtureDocument } from '../fixture.ts';
import type { OutcomesByRole } from '../roles.ts';

/** One operation, sent through each face. */
export interface FaceAttempts {
  readonly hal: Attempt;
  readonly graphql: Attempt;
}

export interface ParityOperation extends FaceAttempts {
  readonly title: string;
  /** Whether the fixture needs an account of its own. */
  readonly needsAccount?: true;
  /** The expected outcome for each role, by the table of permissions. */
  readonly expected: OutcomesByRole;
  /** The outcome of the GraphQL face, where HAL keeps the status that its clients rely on. */
  readonly expectedOfGraphql?: OutcomesByRole;
}

const selfOf = (document: FixtureDocument) => (fixture: Fixture) => fixture[document]._links.self.href as string;
const etagOf = (document: FixtureDocument) => (fixture: Fixture) => fixture[document]._etag as string;

/** Returns a mutation's document. `call` is the field with its arguments, `variables` declares them. */
export const mutation = (call: string, variables: string, selection = ''): string =>
  `mutation ${variables} { ${call} { __typename ${selection} } }`;
export const createMutation = (type: string): string =>
  mutation(`create${type}(input: $input)`, `($input: Create${type}Input!)`);

/** Reads a document by its id. */
export const reading = (document: FixtureDocument, type: string): FaceAttempts => ({
  hal: halRead(selfOf(document)),
  graphql: graphqlOperation(`query ($id: ID!) { ${type}(id: $id) { id } }`, (fixture) => ({
    id: fixture[document]._id,
  })),
});

/** Changes a document. `toGraphql` converts values that GraphQL represents differently. */
export function changing(
  [document, type]: readonly [FixtureDocument, string],
  input: object,
  toGraphql: (input: object) => object = (each) => each,
): FaceAttempts {
  const query = mutation(
    `change${type}(id: $id, ifMatch: $etag, input: $input)`,
    `($id: ID!, $etag: String!, $input: Change${type}Input!)`,
  );
  return {
    hal: halWrite({ method: 'PATCH', url: selfOf(document), body: () => input, etag: etagOf(document) }),
    graphql: graphqlOperation(query, ({ [document]: { _id: id, _etag: etag } }) => ({
      id,
      etag,
      input: toGraphql(input),
    })),
  };
}

/** Removes a document. */
export function removing(document: FixtureDocument, type: string): FaceAttempts {
  const query = mutation(`remove${type}(id: $id, ifMatch: $etag)`, '($id: ID!, $etag: String!)');
  return {
    hal: halWrite({ method: 'DELETE', url: selfOf(document), etag: etagOf(document) }),
    graphql: graphqlOperation(query, ({ [document]: { _id: id, _etag: etag } }) => ({ id, etag })),
  };
}
