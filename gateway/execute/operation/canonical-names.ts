import {
  getNullableType,
  isCompositeType,
  isListType,
  isNonNullType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  Kind,
  print,
  visit,
  type FieldNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionNode,
  type ValueNode,
} from 'graphql';
import type { Operation } from './operation.ts';

/** The names of response keys and variables in the canonical form of one operation. */
export interface CanonicalNames {
  /**
   * Returns the response key of a field: the same for all fields of the same response key, name and arguments. Fields of
   * different response keys have different ones if they have selections: a null that propagates to one of them must not
   * become the value of the other. A field that can have arguments never has its own name as its key: the planner may
   * need it by that name with other arguments.
   */
  keyOf(node: FieldNode): string;
  /** Returns the name of a variable. */
  variableOf(name: string): string;
  /** Prints the arguments of a field, alike for equal arguments. */
  argumentsOf(node: FieldNode): string;
  /** Returns a new label for a place of a deferred fragment. */
  addLabel(fragment: SelectionNode): string;
  /** Returns the labels of a deferred fragment: a named one can be at several places. */
  labelsOf(fragment: SelectionNode): readonly string[];
}

/** What the fields of one name have in common in all types of a schema. */
interface FieldsOfName {
  /** Whether they have no arguments and values of one shape, so that each can have its own name as its key. */
  readonly isUniform: boolean;
  readonly shape: string;
}

type FieldNames = ReadonlyMap<string, FieldsOfName>;

const namesOfSchemas = new WeakMap<GraphQLSchema, FieldNames>();

/** The planner has a variable of this name in its own requests. */
const reservedVariable = 'representations';

/** Creates the names of one operation. They depend on the operation only, and on the order in which they are asked for. */
export function createCanonicalNames({ schema, definition }: Operation): CanonicalNames {
  const fieldNames = namesOfSchemas.get(schema) ?? fieldNamesOf(schema);
  namesOfSchemas.set(schema, fieldNames);
  const newKey = createNaming((key) => fieldNames.has(key));
  const variables = new Set((definition.variableDefinitions ?? []).map(({ variable }) => variable.name.value));
  const representations = createNaming((name) => variables.has(name))(reservedVariable);
  const variableOf = (name: string): string => (name === reservedVariable ? representations : name);
  const argumentsOf = (node: FieldNode): string => printArguments(node, variableOf);
  const keys = new Map<string, string>();
  const labels = new Map<SelectionNode, readonly string[]>();
  let labelCount = 0;
  return {
    keyOf: (node) => {
      const [name, responseKey] = [node.name.value, (node.alias ?? node.name).value];
      const isShared = node.selectionSet === undefined || responseKey === name;
      // Every object inherits members such as `constructor`.
      const isInherited = name in Object.prototype;
      if (isShared && !isInherited && fieldNames.get(name)?.isUniform === true) return name;
      const identity = `${responseKey}: ${name}(${argumentsOf(node)})`;
      const key = keys.get(identity) ?? newKey(name);
      keys.set(identity, key);
      return key;
    },
    variableOf,
    argumentsOf,
    addLabel: (fragment) => {
      const label = `defer__${++labelCount}`;
      labels.set(fragment, [...(labels.get(fragment) ?? []), label]);
      return label;
    },
    labelsOf: (fragment) => labels.get(fragment) ?? [],
  };
}

/** Returns a function that numbers names, so that each is new. */
function createNaming(isTaken: (name: string) => boolean): (name: string) => string {
  const given = new Set<string>();
  return (name) => {
    let number = 1;
    const next = () => `${name}__${number}`;
    while (isTaken(next()) || given.has(next())) number++;
    given.add(next());
    return next();
  };
}

function fieldNamesOf(schema: GraphQLSchema): FieldNames {
  const names = new Map<string, FieldsOfName>();
  for (const type of Object.values(schema.getTypeMap())) {
    if ((!isObjectType(type) && !isInterfaceType(type)) || isIntrospectionType(type)) continue;
    for (const [name, { args, type: fieldType }] of Object.entries(type.getFields())) {
      const [known, shape] = [names.get(name), shapeOf(fieldType)];
      const isUniform = args.length === 0 && (known === undefined || (known.isUniform && known.shape === shape));
      names.set(name, { isUniform, shape });
    }
  }
  return names;
}

/** Returns what must be equal for two fields to have one response key (GraphQL, October 2021, §5.3.2 SameResponseShape). */
function shapeOf(type: GraphQLOutputType): string {
  if (isNonNullType(type)) return `${shapeOf(getNullableType(type) as GraphQLOutputType)}!`;
  if (isListType(type)) return `[${shapeOf(type.ofType)}]`;
  return isCompositeType(type) ? '{}' : type.name;
}

type RenameVariable = (name: string) => string;

function printArguments({ arguments: args = [] }: FieldNode, rename: RenameVariable): string {
  return args
    .map(({ name, value }) => `${name.value}: ${print(canonicalValue(value, rename))}`)
    .sort()
    .join(', ');
}

/** Returns a value whose object fields are in order. */
const canonicalValue = (value: ValueNode, rename: RenameVariable): ValueNode =>
  visit(value, {
    Variable: (variable) => ({ ...variable, name: { kind: Kind.NAME, value: rename(variable.name.value) } }),
    ObjectValue: {
      leave: (object) => ({
        ...object,
        fields: [...object.fields].sort((one, other) => (one.name.value < other.name.value ? -1 : 1)),
      }),
    },
  });
