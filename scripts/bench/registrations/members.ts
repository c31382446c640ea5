/** The number of members in the stores of the contenders, as many as a hot event has seats unless a benchmark sets it. */
export const memberCount = Number(process.env['BENCH_MEMBERS'] ?? 5000);
