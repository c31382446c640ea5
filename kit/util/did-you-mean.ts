import { closest } from './closest.ts';

/** Asks for the candidate that a misspelt name most likely means, or lists the candidates. */
export function didYouMean(name: string, candidates: readonly string[]): string {
  const meant = closest(name, candidates);
  if (meant !== undefined) return `did you mean ${JSON.stringify(meant)}?`;
  return candidates.length === 0 ? 'there is none' : `the names are ${candidates.join(', ')}`;
}
