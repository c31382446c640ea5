import { CriticalityLevel, diff, type Change } from '@graphql-inspector/core';
import { buildASTSchema, isRequiredArgument, isRequiredInputField, parse, type GraphQLSchema } from 'graphql';
import { isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import { lostKeys } from './entity-keys.ts';
import type { SchemaChange } from './schema-change.ts';

const severities: Readonly<Record<CriticalityLevel, SchemaChange['severity'] | undefined>> = {
  [CriticalityLevel.Breaking]: 'breaking',
  [CriticalityLevel.Dangerous]: 'dangerous',
  [CriticalityLevel.NonBreaking]: undefined,
};

const usesBreak = 'Operations that use it are refused, or answered with something that they are not made for.';

/** What differs between two schemas, given as SDL, and may be noticed; of a subgraph, also by the gateway. */
export async function schemaChanges(before: string, after: string): Promise<readonly SchemaChange[]> {
  const [old, current] = [parse(before), parse(after)];
  // What federation defines is not in a subgraph's SDL, and whether a schema holds together is checked by composing.
  const [oldSchema, schema] = [old, current].map((ast) =>
    buildASTSchema(ast, { assumeValid: true, assumeValidSDL: true }),
  ) as [GraphQLSchema, GraphQLSchema];
  const found = (await diff(oldSchema, schema)).filter(({ type }) => !String(type).startsWith('DIRECTIVE_USAGE_'));
  return [...found.flatMap((change) => noticed(change, schema)), ...lostKeys(old, current)];
}

function noticed(found: Change, schema: GraphQLSchema): readonly SchemaChange[] {
  const { level, reason } = found.criticality;
  const path = found.path ?? '';
  const nowRequired = defaults.has(String(found.type)) && isRequired(schema, path);
  const severity = nowRequired ? 'breaking' : severities[level];
  if (severity === undefined) return [];
  const consequence = nowRequired ? 'Operations that leave it out are refused.' : (reason ?? usesBreak);
  return [{ type: String(found.type), path, change: found.message, consequence, severity }];
}

/** graphql-inspector finds these dangerous, but what had a default and must be given now is refused. */
const defaults: ReadonlySet<string> = new Set(['FIELD_ARGUMENT_DEFAULT_CHANGED', 'INPUT_FIELD_DEFAULT_VALUE_CHANGED']);

/** Whether the argument or input field at a schema coordinate must be given. */
function isRequired(schema: GraphQLSchema, path: string): boolean {
  const [typeName = '', fieldName = '', argumentName] = path.split('.');
  const type = schema.getType(typeName);
  if (isInputObjectType(type)) {
    const field = type.getFields()[fieldName];
    return field !== undefined && isRequiredInputField(field);
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return false;
  const argument = type.getFields()[fieldName]?.args.find(({ name }) => name === argumentName);
  return argument !== undefined && isRequiredArgument(argument);
}
