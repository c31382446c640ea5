/** Names that metrics tell apart. */
export interface BoundedNames {
  /** Returns the name if it is told apart, else `other`. */
  labelOf(name: string): string;
  /** Tells the name apart from now on, if there is room. */
  admit(name: string): void;
}

/** The longest name that is told apart, in characters. */
const maxLength = 100;

/** Creates an empty set of at most `max` names: a metric with names that clients choose would grow without limit. */
export function createBoundedNames(max: number): BoundedNames {
  const names = new Set<string>();
  return {
    labelOf: (name) => (names.has(name) ? name : 'other'),
    admit: (name) => {
      if (names.size < max && name.length <= maxLength) names.add(name);
    },
  };
}
