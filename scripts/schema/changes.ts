import { CriticalityLevel, diff, type Change } from '@graphql-inspector/core';
import { buildASTSchema, isRequiredArgument, isRequiredInputField, parse, type GraphQLSchema } from 'graphql';
import { isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import { removedKeys } from './entity-keys.ts';
import type { SchemaChange } from './schema-change.ts';

const severities: Readonly<Record<CriticalityLevel, SchemaChange['severity'] | undefined>> = {
  [CriticalityLevel.Breaking]: 'breaking',
  [CriticalityLevel.Dangerous]: 'dangerous',
  [CriticalityLevel.NonBreaking]: undefined,
};

const defaultConsequence = 'Operations that use it are rejected, or get a result that their clients do not expect.';

/**
 * Compares two schemas, given as SDL. Returns the breaking and dangerous changes; for subgraphs, also removed entity
 * keys.
 */
export async function schemaChanges(before: string, after: string): Promise<readonly SchemaChange[]> {
  const [oldDocument, newDocument] = [parse(before), parse(after)];
  // A subgraph's SDL lacks federation's own definitions; composition validates the schema as a whole.
  const [oldSchema, newSchema] = [oldDocument, newDocument].map((document) =>
    buildASTSchema(document, { assumeValid: true, assumeValidSDL: true }),
  ) as [GraphQLSchema, GraphQLSchema];
  const changes = (await diff(oldSchema, newSchema)).filter(({ type }) => !String(type).startsWith('DIRECTIVE_USAGE_'));
  return [...changes.flatMap((change) => toSchemaChange(change, newSchema)), ...removedKeys(oldDocument, newDocument)];
}

/** Converts a change of graphql-inspector; none if it is neither breaking nor dangerous. */
function toSchemaChange(change: Change, schema: GraphQLSchema): readonly SchemaChange[] {
  const { level, reason } = change.criticality;
  const path = change.path ?? '';
  const becameRequired = defaultChanges.has(String(change.type)) && isRequired(schema, path);
  const severity = becameRequired ? 'breaking' : severities[level];
  if (severity === undefined) return [];
  const consequence = becameRequired ? 'Operations that omit it are rejected.' : (reason ?? defaultConsequence);
  return [{ type: String(change.type), path, change: change.message, consequence, severity }];
}

/** Types that graphql-inspector rates as dangerous, but that break operations if they make a value required. */
const defaultChanges: ReadonlySet<string> = new Set([
  'FIELD_ARGUMENT_DEFAULT_CHANGED',
  'INPUT_FIELD_DEFAULT_VALUE_CHANGED',
]);

/** Whether the argument or input field at a schema coordinate is required. */
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
