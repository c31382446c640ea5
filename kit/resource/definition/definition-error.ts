/** Reports all faults of a definition; thrown when its module is loaded. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
  /** One sentence each: the place in the definition, what is wrong there, and what would be right. */
  readonly faults: readonly string[];

  constructor(resource: string, faults: readonly string[]) {
    const count = faults.length === 1 ? 'a fault' : `${faults.length} faults`;
    super([`The definition of the resource ${resource} has ${count}:`, ...faults].join('\n  '));
    this.faults = faults;
  }
}
