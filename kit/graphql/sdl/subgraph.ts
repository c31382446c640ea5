import { parse, print } from 'graphql';
import type { Definition } from '../../resource/definition/definition.ts';
import type { ListedResource } from '../connection.ts';
import { withArticle } from '../../util/article.ts';
import { enumValue } from '../../util/enum-value.ts';
import { rolesOf, typeName } from '../naming.ts';
import { searchesOf } from '../../resource/definition/searches.ts';
import { block, commonTypes, deprecation, member } from './common.ts';
import { guide } from './guide.ts';
import { mutationPlans, mutationTypes } from './mutations.ts';
import { subscriptionTypes } from './subscriptions.ts';
import { listField, resourceTypes, searchField, usedTypes } from './resource.ts';

const link = '@link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@listSize", "@shareable"])';
/** Has no description: parsers of the edition of June 2018, such as Rust's graphql-parser, reject one. */
const schemaOf = (definition: Definition): string =>
  `schema ${link} { query: Query ${mutationPlans(definition).length === 0 ? '' : 'mutation: Mutation'} subscription: Subscription }`;

function queryType(listed: ListedResource): string {
  const { definition } = listed;
  const type = typeName(definition);
  const viewer =
    definition.authenticates === undefined
      ? []
      : [member('viewer: Viewer', 'The authenticated caller. Null for anonymous requests.')];
  return block('type Query', guide, [
    member(
      `${definition.name}("""The ID of the ${definition.name}.""" id: ID!): ${type}`,
      `Looks up ${withArticle(definition.name)} by its ID. Null if it does not exist or the caller cannot see it.`,
    ),
    member(
      listField(definition.plural, listed),
      `The ${definition.plural} that the caller can see. Null if their service is unavailable.`,
    ),
    ...viewer,
    ...searchesOf(definition).map(([, search]) =>
      member(`${searchField(search, listed)}${deprecation(search)}`, search.description),
    ),
  ]);
}

/** Returns the types of the caller, for the resource that authenticates them. */
function viewerTypes(definition: Definition): readonly string[] {
  if (definition.authenticates === undefined) return [];
  const roles = rolesOf(definition);
  return [
    block('type Viewer', 'The authenticated caller.', [
      member('username: String!', 'The username that the caller signed in with.'),
      member('role: Role!', 'The role that determines what the caller is allowed to do.'),
      member(
        `${definition.name}: ${typeName(definition)}`,
        `The caller's ${definition.name}. Null for the administrator, who has none.`,
      ),
    ]),
    block(
      'enum Role',
      'The roles of callers.',
      roles.map((role) => member(enumValue(role), `The role ${role}.`)),
    ),
  ];
}

/** Returns the SDL of a resource's subgraph (Apollo Federation 2), derived from its definition and limits. */
export function subgraphSdl(listed: ListedResource): string {
  const { definition } = listed;
  const parts = [
    schemaOf(definition),
    queryType(listed),
    ...viewerTypes(definition),
    ...resourceTypes(listed),
    ...mutationTypes(definition),
    ...subscriptionTypes(definition),
    ...commonTypes(usedTypes(definition)),
  ];
  return `${print(parse(parts.join('\n\n')))}\n`;
}
