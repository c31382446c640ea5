import {
  getNullableType,
  isCompositeType,
  isListType,
  isNonNullType,
  isInterfaceType,
  isObjectType,
  Kind,
  print,
  visit,
  type FieldNode,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  type ValueNode,
} from 'graphql';
import type { Operation } from './operation.ts';

/** The names of response keys and variables in the canonical form of one operation. */
export interface CanonicalNames {
  /**
   * Returns the response key of a field: the same for all fields of the same name, arguments and shape of the value. A
   * field that can have arguments never has its own name as its key: the planner may need it by that name with other
   * arguments.
   */
  keyOf(node: FieldNode, definition: GraphQLField<unknown, unknown>): string;
  /** Returns the name of a variable. */
  variableOf(name: string): string;
  /** Prints the arguments of a field, alike for equal arguments. */
  argumentsOf(node: FieldNode): string;
}

/** A field name → the shapes that its values have in the types of the schema. */
type FieldShapes = ReadonlyMap<string, readonly string[]>;

const shapesOfSchemas = new WeakMap<GraphQLSchema, FieldShapes>();

/** The planner has a variable of this name in its own requests. */
const reservedVariable = 'representations';

/** Creates the names of one operation. They depend on the operation only, and on the order in which they are asked for. */
export function createCanonicalNames({ schema, definition }: Operation): CanonicalNames {
  const shapes = shapesOfSchemas.get(schema) ?? shapesOf(schema);
  shapesOfSchemas.set(schema, shapes);
  const newKey = createNaming((key) => shapes.has(key));
  const variables = new Set((definition.variableDefinitions ?? []).map(({ variable }) => variable.name.value));
  const representations = createNaming((name) => variables.has(name))(reservedVariable);
  const variableOf = (name: string): string => (name === reservedVariable ? representations : name);
  const argumentsOf = (node: FieldNode): string => printArguments(node, variableOf);
  const keys = new Map<string, string>();
  return {
    keyOf: (node, { args, type }) => {
      const [name, shape] = [node.name.value, shapeOf(type)];
      if (args.length === 0 && shapes.get(name)?.[0] === shape) return name;
      const identity = `${name}(${argumentsOf(node)}): ${shape}`;
      const key = keys.get(identity) ?? newKey(name);
      keys.set(identity, key);
      return key;
    },
    variableOf,
    argumentsOf,
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

function shapesOf(schema: GraphQLSchema): FieldShapes {
  const shapes = new Map<string, string[]>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const [name, field] of Object.entries(type.getFields())) {
      const known = shapes.get(name) ?? [];
      const shape = shapeOf(field.type);
      shapes.set(name, known.includes(shape) ? known : [...known, shape]);
    }
  }
  return shapes;
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
