import {
  getArgumentValues,
  GraphQLError,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type ASTNode,
  type DirectiveNode,
  type FieldNode,
  type GraphQLField,
  type SelectionNode,
} from 'graphql';
import { deferDirective } from './defer-directive.ts';
import { variablesIn, type Operation } from './operation.ts';

/** Coerced values of an operation's variables. */
export type VariableValues = Readonly<Record<string, unknown>>;

/** What the values of variables decide about an operation before it is planned. */
export interface Decisions {
  /** The same text for all values with the same decisions. */
  readonly key: string;
  /**
   * Whether a selection is included.
   *
   * @throws GraphQLError if the condition is null (GraphQL, October 2021, §5.8.5: a nullable variable with a default)
   */
  includes(selection: SelectionNode): boolean;
  /**
   * Whether a fragment is delivered later (`@defer`).
   *
   * @throws GraphQLError if the condition is null
   */
  defers(selection: SelectionNode): boolean;
  /** The error of a field whose arguments are invalid: a null where the schema allows none. */
  argumentError(field: FieldNode): GraphQLError | undefined;
}

/** Decides for the values of one request. Without incremental delivery, nothing is deferred. */
export type Decide = (values: VariableValues, isIncremental?: boolean) => Decisions;

/** A field whose arguments have nullable variables. */
interface NullableArguments {
  readonly node: FieldNode;
  readonly definition: GraphQLField<unknown, unknown>;
  readonly variables: readonly string[];
}

/** Finds what the values of an operation's variables decide. */
export function findDecisions(operation: Operation): Decide {
  const conditions = [...conditionVariables(operation, isCondition)];
  const deferConditions = [...conditionVariables(operation, isDefer)];
  const hasDefers = canDefer(operation);
  const fields = nullableArguments(operation);
  return (values, isIncremental = false) => {
    const errors = new Map(fields.flatMap((field) => argumentErrorOf(field, values)));
    const defers = isIncremental && hasDefers;
    const names = defers ? [...conditions, ...deferConditions] : conditions;
    const key = [defers, ...names.map((name) => String(values[name])), ...fields.map(({ node }) => errors.has(node))];
    return {
      key: key.join(),
      includes: ({ directives = [] }) => directives.every((directive) => admits(directive, values)),
      defers: ({ directives = [] }) => defers && directives.some((each) => isDefer(each) && isTrue(each, values)),
      argumentError: (field) => errors.get(field),
    };
  };
}

const visited = ({ definition, fragments }: Operation): readonly ASTNode[] => [definition, ...fragments.values()];

const isCondition = ({ name }: DirectiveNode): boolean =>
  name.value === GraphQLSkipDirective.name || name.value === GraphQLIncludeDirective.name;

const isDefer = ({ name }: DirectiveNode): boolean => name.value === deferDirective.name;

/** Whether something can be deferred. Introspection is always answered at once, with all that is beside it. */
function canDefer(operation: Operation): boolean {
  let [hasDefers, introspects] = [false, false];
  for (const node of visited(operation))
    visit(node, {
      Directive: (directive) => void (hasDefers ||= isDefer(directive)),
      Field: ({ name: { value } }) => void (introspects ||= value === '__schema' || value === '__type'),
    });
  return hasDefers && !introspects;
}

/** Returns the variables of directives. */
function conditionVariables(operation: Operation, isOne: (directive: DirectiveNode) => boolean): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (directive: DirectiveNode): void => {
    if (isOne(directive)) for (const name of variablesIn(directive)) names.add(name);
  };
  for (const node of visited(operation)) visit(node, { Directive: add });
  return names;
}

function nullableArguments(operation: Operation): readonly NullableArguments[] {
  const nullable = new Set(
    (operation.definition.variableDefinitions ?? []).flatMap(({ type, variable }) =>
      type.kind === Kind.NON_NULL_TYPE ? [] : [variable.name.value],
    ),
  );
  if (nullable.size === 0) return [];
  const found: NullableArguments[] = [];
  const typeInfo = new TypeInfo(operation.schema);
  const add = (node: FieldNode): void => {
    const definition = typeInfo.getFieldDef();
    const variables = (node.arguments ?? []).flatMap(variablesIn).filter((name) => nullable.has(name));
    if (definition && variables.length > 0) found.push({ node, definition, variables });
  };
  for (const node of visited(operation)) visit(node, visitWithTypeInfo(typeInfo, { Field: add }));
  return found;
}

function argumentErrorOf(
  { node, definition, variables }: NullableArguments,
  values: VariableValues,
): readonly (readonly [FieldNode, GraphQLError])[] {
  if (variables.every((name) => values[name] !== null && values[name] !== undefined)) return [];
  try {
    getArgumentValues(definition, node, values);
    return [];
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return [[node, invalid(error.message)]];
  }
}

function admits(directive: DirectiveNode, values: VariableValues): boolean {
  if (!isCondition(directive)) return true;
  return isTrue(directive, values) === (directive.name.value === GraphQLIncludeDirective.name);
}

/** Returns the argument `if` of a directive; true if it has none, or the value of its variable is absent. */
function isTrue({ name, arguments: args = [] }: DirectiveNode, values: VariableValues): boolean {
  const value = args.find((each) => each.name.value === 'if')?.value;
  if (value?.kind === Kind.BOOLEAN) return value.value;
  const condition = value?.kind === Kind.VARIABLE ? values[value.name.value] : undefined;
  if (condition === undefined && name.value === deferDirective.name) return true;
  if (typeof condition !== 'boolean') throw invalid(`Argument "if" of "@${name.value}" must not be null.`);
  return condition;
}

const invalid = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
