import { firstDifference, listOf, randomChoices, replayChoices, type Choices } from './choices.ts';
import { realNow } from './clock.ts';
import { runEachProtection } from './each-protection.ts';
import { readOptions, type SimulationOptions } from './options.ts';
import { prepareScenario, type PreparedScenario } from './prepare.ts';
import { runScenario, type RunResult } from './run.ts';
import { scenarios } from './scenarios.ts';
import { shrink } from './shrink.ts';

/** One run of this many is repeated, to see that it is the same again. */
const repeatedEvery = 100;
/** The characters of a violation that tell its kind. */
const kindLength = 20;

const kindOf = (violation: string): string => violation.slice(0, kindLength);
const commandOf = (name: string, list: readonly number[], { without }: SimulationOptions): string =>
  `npm run simulate -- --scenario ${name}${without === undefined ? '' : ` --without ${without}`} --replay ${list.join(',') || '0'}`;

/** Repeats a run from its list. @throws an error that names the first choice that differs */
async function verifyRepeatable(prepared: PreparedScenario, choices: Choices, result: RunResult): Promise<void> {
  const again = replayChoices(choices.made.map(({ value }) => value));
  const { trace } = await runScenario(prepared, again);
  const difference = firstDifference(choices.made, again.made);
  const turn = trace.findIndex((each, index) => each !== result.trace[index]);
  if (difference === undefined && turn === -1) return;
  throw new Error(
    `a run is not the same again: choice ${difference}, turn ${turn}: ${result.trace[turn]}, ${trace[turn]}`,
  );
}

/** Prints a violation, and the shortest list of choices that leads to one of its kind. */
async function report(
  name: string,
  failed: { readonly prepared: PreparedScenario; readonly choices: Choices; readonly result: RunResult },
  options: SimulationOptions,
): Promise<void> {
  const { prepared, choices, result } = failed;
  for (const violation of result.violations) console.log(`VIOLATION ${violation}`);
  const kinds = new Set(result.violations.map(kindOf));
  const fails = async (list: readonly number[]): Promise<boolean> =>
    (await runScenario(prepared, replayChoices(list))).violations.some((violation) => kinds.has(kindOf(violation)));
  console.log(`replay: ${commandOf(name, await shrink(listOf(choices), fails, options.shrinkRuns), options)}`);
}

async function replay(name: string, list: readonly number[]): Promise<boolean> {
  const result = await runScenario(await prepareScenario(scenarios[name]!), replayChoices(list));
  for (const line of result.trace) console.log(line);
  for (const entry of result.history) console.log(JSON.stringify(entry));
  for (const violation of result.violations) console.log(`VIOLATION ${violation}`);
  return result.violations.length === 0;
}

/** Runs the scenarios in turns until one fails. Returns whether none did. */
async function simulate(options: SimulationOptions): Promise<boolean> {
  const prepared = new Map<string, PreparedScenario>();
  for (const name of options.scenarios) prepared.set(name, await prepareScenario(scenarios[name]!));
  const start = realNow();
  const [seconds, isOver] = [() => (realNow() - start) / 1000, () => (realNow() - start) / 1000 >= options.seconds];
  let [run, turns] = [0, 0];
  for (; run < options.runs && !isOver(); run++) {
    const name = options.scenarios[run % options.scenarios.length]!;
    const choices = randomChoices(options.seed + run, scenarios[name]!.rates);
    const result = await runScenario(prepared.get(name)!, choices);
    turns += result.turns;
    if (result.violations.length > 0) {
      console.log(`found after ${run + 1} runs`);
      await report(name, { prepared: prepared.get(name)!, choices, result }, options);
      return false;
    }
    if (run % repeatedEvery === 0) await verifyRepeatable(prepared.get(name)!, choices, result);
  }
  const rate = (run / seconds()).toFixed(0);
  console.log(
    `${run} runs without a violation, ${turns} turns, ${rate} runs a second, seed ${options.seed}, ${options.scenarios.join(', ')}`,
  );
  return true;
}

async function main(options: SimulationOptions): Promise<boolean> {
  if (options.eachProtection) {
    const missed = await runEachProtection(options);
    for (const name of missed) console.log(`NOT FOUND ${name}`);
    return missed.length === 0;
  }
  return options.replay === undefined ? simulate(options) : replay(options.scenarios[0]!, options.replay);
}

try {
  process.exitCode = (await main(readOptions(process.argv.slice(2)))) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
