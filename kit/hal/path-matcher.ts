/** Decoded path parameters, by their names in the template. */
export type PathParameters = Readonly<Record<string, string>>;

/** The matching row of a table, and the parameters of the path. */
export interface PathMatch<Row> {
  readonly row: Row;
  readonly path: PathParameters;
}

interface PathTemplate<Row> {
  readonly segments: readonly string[];
  readonly row: Row;
}

/** Splits a path at its slashes. A trailing slash is ignored. */
const segmentsOf = (path: string): readonly string[] => path.replace(/\/$/, '').split('/').slice(1);

const isParameter = (segment: string): boolean => segment.startsWith(':');

const matches = (template: readonly string[], segments: readonly string[]): boolean =>
  template.every((expectedSegment, index) => {
    const segment = segments[index];
    return isParameter(expectedSegment) ? segment !== '' : expectedSegment === segment;
  });

function parametersOf(template: readonly string[], segments: readonly string[]): PathParameters {
  const parameters: Record<string, string> = {};
  template.forEach((name, index) => {
    if (isParameter(name)) parameters[name.slice(1)] = decodeURIComponent(segments[index] ?? '');
  });
  return parameters;
}

/**
 * Creates a function that finds the first row whose template matches a path. `:name` matches any one segment; other
 * segments match case-insensitively. The function throws `URIError` when a parameter cannot be decoded. Express routers
 * match a request against each route in turn: measured in docs/architecture.md, "Where Express is bypassed".
 *
 * @example
 * const match = createPathMatcher([['/venues/:id', 'item']]);
 * match('/Venues/1'); // { row: 'item', path: { id: '1' } }
 */
export function createPathMatcher<Row>(
  table: readonly (readonly [template: string, row: Row])[],
): (path: string) => PathMatch<Row> | undefined {
  const byLength = new Map<number, PathTemplate<Row>[]>();
  for (const [template, row] of table) {
    const segments = segmentsOf(template).map((segment) => (isParameter(segment) ? segment : segment.toLowerCase()));
    byLength.set(segments.length, [...(byLength.get(segments.length) ?? []), { segments, row }]);
  }
  return (path) => {
    if (!path.startsWith('/')) return undefined;
    const segments = segmentsOf(path);
    const lowerCased = segmentsOf(path.toLowerCase());
    const template = byLength.get(segments.length)?.find((each) => matches(each.segments, lowerCased));
    return template && { row: template.row, path: parametersOf(template.segments, segments) };
  };
}
