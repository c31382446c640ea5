/** What a run of the fuzzers is told: `FUZZ_SEED` (any if not set), and how much of it, `FUZZ_RUNS`. */
export interface FuzzOptions {
  readonly seed: number;
  readonly runs: number;
}

function numberFrom(name: string): number | undefined {
  const text = process.env[name];
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`${name} is ${JSON.stringify(text)}; it is to be a whole number`);
  return value;
}

/** Reads the options and prints the seed, with which the same requests are generated once more. */
export function fuzzOptions(what: string, runs: { readonly variable: string; readonly usual: number }): FuzzOptions {
  const seed = numberFrom('FUZZ_SEED') ?? Math.floor(Math.random() * 0x7fffffff);
  const count = numberFrom(runs.variable) ?? runs.usual;
  console.log(`${what}: FUZZ_SEED=${seed} ${runs.variable}=${count}`);
  return { seed, runs: count };
}
