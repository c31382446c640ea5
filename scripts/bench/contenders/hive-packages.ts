import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** The packages of Hive Gateway with its planner in Rust. They are no dependencies: the benchmark installs them. */
const packages = {
  '@graphql-hive/gateway-runtime': '2.12.1',
  '@graphql-hive/router-runtime': '1.4.23',
  '@graphql-mesh/transport-http': '1.2.1',
};
const folder = path.join(process.cwd(), '.cache', 'hive-gateway');

/** Installs the packages, unless they are. */
export function installHiveGateway(): void {
  const names = Object.entries(packages).map(([name, version]) => `${name}@${version}`);
  if (Object.keys(packages).every((name) => existsSync(path.join(folder, 'node_modules', name)))) return;
  const options = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', folder];
  execFileSync('npm', ['install', ...options, ...names], { stdio: 'inherit' });
}

/** Returns the module of a package. */
export const importHive = (name: keyof typeof packages): Promise<unknown> =>
  import(path.join(folder, 'node_modules', name, 'dist', 'index.js'));
