import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { protections } from './protections.js';
import type { SimulationOptions } from './options.ts';

/** What a simulation prints when it has found a violation. */
export const foundPattern = /^found after (\d+) runs?$/m;

/** Runs a simulation without a protection, in a process of its own. Returns after how many runs that was found. */
async function runsWithout(name: string, { runs, seed }: SimulationOptions): Promise<number | undefined> {
  const limits = ['--runs', String(runs), '--seed', String(seed), '--shrink', '0'];
  const args = ['run', '--silent', 'simulate', '--', ...argumentsFor(name), ...limits];
  const child = spawn('npm', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const found = foundPattern.exec(await text(child.stdout));
  return found?.[1] === undefined ? undefined : Number(found[1]);
}

const argumentsFor = (name: string): readonly string[] => [
  '--scenario',
  protections[name as keyof typeof protections].scenario,
  '--without',
  name,
];

/** Takes out each protection and prints a table. Returns the names of those that were not found missing. */
export async function runEachProtection(options: SimulationOptions): Promise<readonly string[]> {
  const missed: string[] = [];
  console.log('| protection | command | found after |\n| --- | --- | --- |');
  for (const [name, { what }] of Object.entries(protections)) {
    const runs = await runsWithout(name, options);
    if (runs === undefined) missed.push(name);
    const result = runs === undefined ? `not in ${options.runs} runs` : `${runs} runs`;
    console.log(`| ${what} | \`npm run simulate -- ${argumentsFor(name).join(' ')}\` | ${result} |`);
  }
  return missed;
}
