import {
  GraphQLString,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type FieldNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** A field that a request to a service selects. */
export interface SelectedField {
  /** Its type in the API schema; undefined if that does not have the field. */
  readonly type: GraphQLOutputType | undefined;
  /** The selection of its own fields; undefined for a leaf. */
  readonly selection: Selection | undefined;
}

/** The fields that are selected at one place of a document. */
export interface Selection {
  /** Returns the fields by their response keys, for an object of this type; undefined is any type. */
  fieldsOf(typeName: string | undefined): ReadonlyMap<string, SelectedField>;
}

/** Returns the selection of an operation's fields, or of the fields below a field; computed once for each type. */
export function selectionOf(sets: readonly SelectionSetNode[], schema: GraphQLSchema): Selection {
  const byType = new Map<string | undefined, ReadonlyMap<string, SelectedField>>();
  return {
    fieldsOf: (typeName) => {
      const known = byType.get(typeName);
      if (known !== undefined) return known;
      const target = { schema, typeName };
      const nodes = new Map<string, FieldNode[]>();
      for (const node of sets.flatMap((set) => fieldNodes(set, target)))
        nodes.set(responseKey(node), [...(nodes.get(responseKey(node)) ?? []), node]);
      const fields = new Map([...nodes].map(([key, each]) => [key, selectedField(each, target)]));
      byType.set(typeName, fields);
      return fields;
    },
  };
}

interface Target {
  readonly schema: GraphQLSchema;
  readonly typeName: string | undefined;
}

function selectedField(nodes: readonly FieldNode[], { schema, typeName = '' }: Target): SelectedField {
  const parent = schema.getType(typeName);
  const name = nodes[0]?.name.value ?? '';
  const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  return {
    type: name === '__typename' ? GraphQLString : hasFields(parent) ? parent.getFields()[name]?.type : undefined,
    selection: sets.length === 0 ? undefined : selectionOf(sets, schema),
  };
}

const hasFields = (type: unknown) => isObjectType(type) || isInterfaceType(type);

const responseKey = ({ alias, name }: FieldNode): string => (alias ?? name).value;

/** Returns the fields of a selection set that apply to a type, including those of inline fragments. */
const fieldNodes = (set: SelectionSetNode, target: Target): readonly FieldNode[] =>
  set.selections.flatMap((selection: SelectionNode) => {
    if (selection.kind === Kind.FIELD) return [selection];
    if (selection.kind !== Kind.INLINE_FRAGMENT) return [];
    const condition = selection.typeCondition?.name.value;
    return condition === undefined || applies(condition, target) ? fieldNodes(selection.selectionSet, target) : [];
  });

/** Whether a type condition can apply to an object; a type that the API schema does not have may be any. */
function applies(condition: string, { schema, typeName }: Target): boolean {
  const [conditional, type] = [schema.getType(condition), schema.getType(typeName ?? '')];
  if (conditional === undefined || type === undefined || conditional === type) return true;
  return isAbstractType(conditional) ? isObjectType(type) && schema.isSubType(conditional, type) : isAbstractType(type);
}
