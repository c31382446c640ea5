/**
 * Returns how many edits turn one text into the other: insertions, deletions, substitutions and transpositions of
 * neighbours (optimal string alignment). Case does not count.
 */
function editDistance(from: string, to: string): number {
  const [a, b] = [[...from.toLowerCase()], [...to.toLowerCase()]];
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  a.forEach((letter, row) => {
    const current = [row + 1];
    b.forEach((other, column) => {
      const edits = [
        (previous[column + 1] ?? 0) + 1,
        (current[column] ?? 0) + 1,
        (previous[column] ?? 0) + (letter === other ? 0 : 1),
      ];
      const isTransposed = letter === b[column - 1] && other === a[row - 1];
      current.push(Math.min(...edits, ...(isTransposed ? [(beforePrevious[column - 1] ?? 0) + 1] : [])));
    });
    [beforePrevious, previous] = [previous, current];
  });
  return previous.at(-1) ?? 0;
}

/** Returns the candidate that a misspelt name most likely means; undefined if none is similar. */
export function closest(name: string, candidates: readonly string[]): string | undefined {
  const maxDistance = Math.max(1, Math.floor(name.length * 0.4));
  const [best] = candidates
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .filter(({ distance }) => distance <= maxDistance)
    .sort((a, b) => a.distance - b.distance);
  return best?.candidate;
}
