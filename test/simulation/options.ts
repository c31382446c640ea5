import { parseArgs } from 'node:util';
import { protections } from './protections.js';
import { scenarios } from './scenarios.ts';

/** The options of a simulation. */
export interface SimulationOptions {
  readonly scenarios: readonly string[];
  /** The maximum number of runs, and of seconds. */
  readonly runs: number;
  readonly seconds: number;
  readonly seed: number;
  /** The choices of a single run. */
  readonly replay: readonly number[] | undefined;
  /** The maximum number of runs in which a failing list is reduced. */
  readonly shrinkRuns: number;
  /** The protection that is taken out. */
  readonly without: string | undefined;
  /** Whether each protection is taken out, one after the other. */
  readonly eachProtection: boolean;
}

const describe = (entries: Readonly<Record<string, string>>): string =>
  Object.entries(entries)
    .map(([name, description]) => `    ${name.padEnd(26)} ${description}`)
    .join('\n');
const descriptions = <T>(entries: Readonly<Record<string, T>>, of: (entry: T) => string): string =>
  describe(Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, of(entry)])));

export const usage = `npm run simulate -- [options]
  --scenario NAME,…    what happens (default: all, in turns):
${descriptions(scenarios, ({ description }) => description)}
  --runs N             ends after N runs (default: 1000)
  --seconds N          ends after N seconds (default: no limit)
  --seed N             the seed of the first run; each run has the next one (default: random)
  --replay LIST        repeats one run from its list of choices, and prints what happens; needs --scenario
  --shrink N           reduces a failing list in at most N runs (default: 2000)
  --without NAME       takes a protection out, which must be found:
${descriptions(protections, ({ what }) => what)}
  --each-protection    takes out each protection in its scenario, and prints after how many runs that is found`;

function count(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new Error(`--${name} is "${text}"; expected a non-negative integer\n${usage}`);
}

function scenarioNames(text: string | undefined): readonly string[] {
  if (text === undefined) return Object.keys(scenarios);
  const names = text.split(',');
  const unknown = names.find((name) => !Object.hasOwn(scenarios, name));
  if (unknown !== undefined)
    throw new Error(`--scenario has "${unknown}"; expected some of ${Object.keys(scenarios).join(', ')}\n${usage}`);
  return names;
}

/** Parses the command line. @throws an error that contains the usage. */
export function readOptions(args: readonly string[]): SimulationOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      scenario: { type: 'string' },
      runs: { type: 'string', default: '1000' },
      seconds: { type: 'string' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
      replay: { type: 'string' },
      shrink: { type: 'string', default: '2000' },
      without: { type: 'string' },
      'each-protection': { type: 'boolean', default: false },
    },
  });
  const { replay, without } = values;
  if (without !== undefined && !Object.hasOwn(protections, without))
    throw new Error(`--without is "${without}"; expected one of ${Object.keys(protections).join(', ')}\n${usage}`);
  if (replay !== undefined && (values.scenario === undefined || values.scenario.includes(',')))
    throw new Error(`--replay needs --scenario with one name\n${usage}`);
  return {
    scenarios: scenarioNames(values.scenario),
    runs: count('runs', values.runs),
    seconds: values.seconds === undefined ? Infinity : count('seconds', values.seconds),
    seed: count('seed', values.seed),
    replay: replay?.split(',').map((each) => count('replay', each)),
    shrinkRuns: count('shrink', values.shrink),
    without,
    eachProtection: values['each-protection'],
  };
}
