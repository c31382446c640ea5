import { Kind, type SelectionSetNode, type ValidationRule } from 'graphql';
import { tooCostly } from './rules.ts';

/**
 * Returns the rule that limits how deep selections nest when fragments are expanded: fields, inline fragments and
 * spreads each count as a level. What follows validation is recursive.
 */
export const expandedDepthRule =
  (max: number): ValidationRule =>
  (context) => {
    /** The heights of the fragments; 0 while one is being measured, so that a cycle ends. */
    const heights = new Map<string, number>();

    function heightOfFragment(name: string, level: number): number {
      const known = heights.get(name);
      if (known !== undefined) return known;
      heights.set(name, 0);
      const height = heightOf(context.getFragment(name)?.selectionSet, level);
      heights.set(name, height);
      return height;
    }

    /** Returns how many levels a selection set at this level has; it stops one level beyond the limit. */
    function heightOf(set: SelectionSetNode | undefined, level: number): number {
      if (set === undefined) return 0;
      if (level > max) return 1;
      const heights = set.selections.map((selection) =>
        selection.kind === Kind.FRAGMENT_SPREAD
          ? heightOfFragment(selection.name.value, level + 1)
          : heightOf(selection.selectionSet, level + 1),
      );
      return 1 + Math.max(...heights);
    }

    return {
      OperationDefinition: ({ selectionSet }) => {
        if (heightOf(selectionSet, 1) <= max) return;
        context.reportError(
          tooCostly(
            `The document nests selections more than ${max} levels deep, with its fragments; send several requests.`,
          ),
        );
      },
    };
  };
