/** Path parameters, decoded, by the names that a template gives them. */
export type PathParameters = Readonly<Record<string, string>>;

/** A row of a table, and the parameters of the path that led to it. */
export interface PathMatch<Row> {
  readonly row: Row;
  readonly path: PathParameters;
}

interface PathTemplate<Row> {
  readonly segments: readonly string[];
  readonly row: Row;
}

/** A slash at the end makes no difference. */
const segmentsOf = (path: string): readonly string[] => path.replace(/\/$/, '').split('/').slice(1);

const isParameter = (segment: string): boolean => segment.startsWith(':');

const fits = (template: readonly string[], segments: readonly string[]): boolean =>
  template.every((expected, index) => {
    const segment = segments[index];
    return isParameter(expected) ? segment !== '' : expected === segment;
  });

function parametersOf(template: readonly string[], segments: readonly string[]): PathParameters {
  const parameters: Record<string, string> = {};
  template.forEach((name, index) => {
    if (isParameter(name)) parameters[name.slice(1)] = decodeURIComponent(segments[index] ?? '');
  });
  return parameters;
}

/**
 * Finds the row for a path: the first whose template it fits, where `:name` stands for any one segment. The case of the
 * other segments makes no difference. Throws `URIError` where a parameter cannot be decoded.
 */
export function createPathMatcher<Row>(
  table: readonly (readonly [template: string, row: Row])[],
): (path: string) => PathMatch<Row> | undefined {
  const byLength = new Map<number, PathTemplate<Row>[]>();
  for (const [template, row] of table) {
    const segments = segmentsOf(template).map((each) => (isParameter(each) ? each : each.toLowerCase()));
    byLength.set(segments.length, [...(byLength.get(segments.length) ?? []), { segments, row }]);
  }
  return (path) => {
    if (!path.startsWith('/')) return undefined;
    const segments = segmentsOf(path);
    const folded = segmentsOf(path.toLowerCase());
    const found = byLength.get(segments.length)?.find((template) => fits(template.segments, folded));
    return found === undefined ? undefined : { row: found.row, path: parametersOf(found.segments, segments) };
  };
}
