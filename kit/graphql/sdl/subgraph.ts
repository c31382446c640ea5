import { parse, print } from 'graphql';
import { adminRole } from '../../access/caller.ts';
import type { Definition } from '../../resource/definition.ts';
import { enumValue, typeName } from '../naming.ts';
import { block, commonTypes, member } from './common.ts';
import { mutationTypes } from './mutations.ts';
import { listField, resourceTypes } from './resource.ts';

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])';

function queryType(definition: Definition): string {
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
    member(
      listField(definition),
      `The ${definition.plural} that this caller may see; null when their service is away.`,
    ),
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

/** The schema of a resource's subgraph (Apollo Federation 2), derived from its definition. */
export function subgraphSdl(definition: Definition): string {
  const parts = [
    link,
    queryType(definition),
    ...viewerTypes(definition),
    ...resourceTypes(definition),
    ...mutationTypes(definition),
    ...commonTypes(),
  ];
  return `${print(parse(parts.join('\n\n')))}\n`;
}
