import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Returns the supergraph of the system, with the services at `BENCH_ROOT`. */
export const benchSupergraph = (): string =>
  readFileSync(path.join(process.cwd(), 'schema', 'supergraph.graphql'), 'utf8').replace(
    /@join__graph\(name: "(\w+)-service", url: "[^"]*"\)/g,
    (_all, word: string) =>
      `@join__graph(name: "${word}-service", url: "${process.env['BENCH_ROOT']}/${word}/graphql")`,
  );
