/** Something that was timed. */
export interface Measurement {
  readonly title: string;
  readonly perSecond: number;
}

/** Does something so many times, with so many at once; answers how often a second. */
export async function measureRate(
  title: string,
  { times, atOnce }: { readonly times: number; readonly atOnce: number },
  run: (index: number) => Promise<void>,
): Promise<Measurement> {
  let next = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < times) await run(next++);
    }),
  );
  return { title, perSecond: (times * 1000) / (performance.now() - began) };
}

/** A table in which each line stands beside the first, as a ratio. */
export function formatTable(heading: string, measured: readonly Measurement[]): string {
  const floor = measured[0]?.perSecond ?? 1;
  const lines = measured.map(({ title, perSecond }) =>
    [title.padEnd(58), perSecond.toFixed(0).padStart(8), (perSecond / floor).toFixed(3).padStart(8)].join(''),
  );
  return [heading, `${''.padEnd(58)}${'a second'.padStart(8)}${'ratio'.padStart(8)}`, ...lines, ''].join('\n');
}
