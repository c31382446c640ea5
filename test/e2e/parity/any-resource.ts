import type { Definition } from '../../../kit/resource/definition/definition.ts';
import { capitalize } from '../../../kit/util/capitalize.ts';
import { planOf } from '../../contract/resource/plan-of.ts';
import type { HalBody } from '../../support/clients.ts';
import {
  createReferences,
  creationUrl,
  postSampleTo,
  refsOf,
  type References,
} from '../../support/sample-documents.ts';
import type { TestSystem } from '../../support/system.ts';
import { graphqlOperation, halRead, halWrite, type Attempt } from './attempt.ts';
import { createMutation, mutation } from './operations/operation.ts';

/** A resource that is served, whichever it is. */
export interface Subject {
  readonly definition: Definition;
  /** The URL of its service. */
  readonly url: string;
}

/** A document of the resource, and references for another one. */
interface AnyFixture {
  readonly system: { readonly graphql: string };
  readonly collection: string;
  readonly document: HalBody;
  readonly references: References;
}

/** An operation, sent through each face. */
interface AnyOperation {
  readonly title: string;
  readonly hal: Attempt<AnyFixture>;
  readonly graphql: Attempt<AnyFixture>;
}

/** Creates a fixture as the administrator. */
export async function createAnyFixture(system: TestSystem, { definition, url }: Subject): Promise<AnyFixture> {
  const collection = `${url}/${definition.plural}`;
  const references = () => createReferences(system, definition);
  const { status, body } = await postSampleTo(collection, definition, { references: await references() });
  if (status !== 201) throw new Error(`cannot create ${definition.name}: ${status} ${JSON.stringify(body)}`);
  return { system: { graphql: `${url}/graphql` }, collection, document: body, references: await references() };
}

const self = ({ document }: AnyFixture): string => document._links.self.href as string;
const etag = ({ document }: AnyFixture): string => document._etag as string;
const target = (fixture: AnyFixture) => ({ id: fixture.document._id as string, etag: etag(fixture) });

/** Samples of other documents than those of the fixtures. */
let sampleCount = 1_000_000;

function creating(definition: Definition): AnyOperation {
  const { sample, toGraphql = (fields) => fields } = planOf(definition);
  return {
    title: 'create',
    hal: halWrite({
      method: 'POST',
      url: ({ collection, references }) => creationUrl(definition, collection, references),
      body: ({ references }) => ({ ...sample(sampleCount++), ...refsOf(references) }),
    }),
    graphql: graphqlOperation(createMutation(capitalize(definition.name)), ({ references }) => ({
      input: { ...toGraphql(sample(sampleCount++)), ...references },
    })),
  };
}

function changing(definition: Definition): readonly AnyOperation[] {
  const { change, toGraphql = (fields) => fields } = planOf(definition);
  if (change === undefined) return [];
  const input = { [change.field]: change.value };
  const type = capitalize(definition.name);
  const variables = `($id: ID!, $etag: String!, $input: Change${type}Input!)`;
  const query = mutation(`change${type}(id: $id, ifMatch: $etag, input: $input)`, variables);
  return [
    {
      title: 'change',
      hal: halWrite({ method: 'PATCH', url: self, body: () => input, etag }),
      graphql: graphqlOperation(query, (fixture) => ({ ...target(fixture), input: toGraphql(input) })),
    },
  ];
}

/** Returns the operations that every resource has. */
export function operationsOf(definition: Definition): readonly AnyOperation[] {
  const { name, plural } = definition;
  const removal = mutation(`remove${capitalize(name)}(id: $id, ifMatch: $etag)`, '($id: ID!, $etag: String!)');
  return [
    {
      title: 'read',
      hal: halRead(self),
      graphql: graphqlOperation(`query ($id: ID!) { ${name}(id: $id) { id } }`, ({ document }) => ({
        id: document._id as string,
      })),
    },
    {
      title: 'list',
      hal: halRead(({ collection }) => collection),
      graphql: graphqlOperation(`{ ${plural} { totalCount } }`),
    },
    creating(definition),
    ...changing(definition),
    {
      title: 'remove',
      hal: halWrite({ method: 'DELETE', url: self, etag }),
      graphql: graphqlOperation(removal, target),
    },
  ];
}
