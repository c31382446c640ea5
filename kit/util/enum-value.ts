/**
 * Returns the GraphQL enum value for a word.
 * @example enumValue('inProgress') === 'IN_PROGRESS' && enumValue('in-progress') === 'IN_PROGRESS'
 */
export const enumValue = (word: string): string =>
  word
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_')
    .replace(/[^a-zA-Z0-9]+/g, '_')
    .toUpperCase();
