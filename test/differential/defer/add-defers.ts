import {
  Kind,
  OperationTypeNode,
  parse,
  print,
  visit,
  type DirectiveNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { isObject } from '../../../kit/util/is-object.ts';

/**
 * Adds `@defer` to fragments of a document, and to new ones around some of its selections; none at the root of mutations.
 *
 * @param random Returns numbers from 0 (inclusive) to 1 (exclusive).
 */
export function addDefers(query: string, random: () => number): string {
  const document = parse(query);
  const isMutation = document.definitions.some(
    (each) => each.kind === Kind.OPERATION_DEFINITION && each.operation === OperationTypeNode.MUTATION,
  );
  const change = (set: SelectionSetNode): SelectionSetNode =>
    split({ ...set, selections: set.selections.map((each) => deferSome(each, random)) }, random);
  return print(
    visit(document, {
      SelectionSet: { leave: (set, _key, parent) => (isMutation && !isField(parent) ? undefined : change(set)) },
    }),
  );
}

const isField = (node: unknown): boolean => isObject(node) && node['kind'] === Kind.FIELD;

/** Puts the last selections of a set into a deferred fragment. */
function split(set: SelectionSetNode, random: () => number): SelectionSetNode {
  const at = Math.floor(random() * (set.selections.length + 1));
  const [first, last] = [set.selections.slice(0, at), set.selections.slice(at)];
  if (random() < 0.6 || last.length === 0) return set;
  const selectionSet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: last };
  return { ...set, selections: [...first, { kind: Kind.INLINE_FRAGMENT, directives: [deferIf(true)], selectionSet }] };
}

const deferSome = (selection: SelectionNode, random: () => number): SelectionNode =>
  selection.kind === Kind.FIELD || random() < 0.6
    ? selection
    : { ...selection, directives: [...(selection.directives ?? []), deferIf(random() < 0.9)] };

const deferIf = (value: boolean): DirectiveNode => ({
  kind: Kind.DIRECTIVE,
  name: { kind: Kind.NAME, value: 'defer' },
  arguments: [{ kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: 'if' }, value: { kind: Kind.BOOLEAN, value } }],
});
