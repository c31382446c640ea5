/** Starts the simulation. The loader compiles its sources, and takes out the protection that `--without` names. */
import { register } from 'node:module';

const index = process.argv.indexOf('--without');
if (index > 0) process.env.SIMULATE_WITHOUT = process.argv[index + 1];
register('./loader.js', import.meta.url);
await import('./simulate.ts');
