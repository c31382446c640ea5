import { parse, print } from 'graphql';
import { adminRole } from '../../access/caller.ts';
import type { Definition } from '../../resource/definition/definition.ts';
import type { ListedResource } from '../connection.ts';
import { enumValue, typeName } from '../naming.ts';
import { block, commonTypes, describe, member } from './common.ts';
import { guide } from './guide.ts';
import { mutationTypes } from './mutations.ts';
import { listField, resourceTypes } from './resource.ts';

const link = '@link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@listSize", "@shareable"])';
const schema = `${describe(guide)}\nschema ${link} { query: Query mutation: Mutation }`;

function queryType(listed: ListedResource): string {
  const { definition } = listed;
  const type = typeName(definition);
  const viewer =
    definition.authenticates === undefined
      ? []
      : [member('viewer: Viewer', 'Who is asking; null when they have not said.')];
  return block('type Query', 'What can be asked.', [
    member(
      `${definition.name}("""Which one.""" id: ID!): ${type}`,
      `One ${definition.name}; null when there is none that this caller may see.`,
    ),
    member(listField(listed), `The ${definition.plural} that this caller may see; null when their service is away.`),
    ...viewer,
  ]);
}

/** Who is asking: where accounts are. */
function viewerTypes(definition: Definition): readonly string[] {
  const signIn = definition.authenticates;
  if (signIn === undefined) return [];
  const roles = [...(definition.fields[signIn.role]?.options ?? []), adminRole];
  return [
    block('type Viewer', 'Who is asking.', [
      member('username: String!', 'What they signed in with.'),
      member('role: Role!', 'What they may do.'),
      member(`${definition.name}: ${typeName(definition)}`, 'Their account; the administrator has none.'),
    ]),
    block(
      'enum Role',
      'What callers may do.',
      roles.map((role) => member(enumValue(role), `The role ${role}.`)),
    ),
  ];
}

/** The schema of a resource's subgraph (Apollo Federation 2), derived from its definition and limits. */
export function subgraphSdl(listed: ListedResource): string {
  const { definition } = listed;
  const parts = [
    schema,
    queryType(listed),
    ...viewerTypes(definition),
    ...resourceTypes(listed),
    ...mutationTypes(definition),
    ...commonTypes(),
  ];
  return `${print(parse(parts.join('\n\n')))}\n`;
}
