import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { nodeOptions } from './node-options.ts';

it('benchmarks start the product with the options of the start scripts and of the image', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  const starts = Object.entries(scripts).filter(([name]) => name === 'start' || name.startsWith('start:'));
  expect(starts.length).toBeGreaterThan(6);
  const command = `node ${nodeOptions.join(' ')} `;
  expect(starts.filter(([, script]) => !script.startsWith(command))).toEqual([]);
  expect(readFileSync('Dockerfile', 'utf8')).toContain(`exec ${command}dist/scripts/start-part.js`);
});
