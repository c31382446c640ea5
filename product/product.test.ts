import { expect, it } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { product } from './product.ts';
import { metricName } from '../kit/util/product.ts';

const { name, slug, curie } = product;
/** Matches the product's name, slug and metrics prefix anywhere, and its curie prefix before a colon or as a string. */
const mention = new RegExp(`${name}|${slug}|${metricName(product, '')}|\\b${curie}:|(['"\`])${curie}\\1`, 'i');

const mentionsIn = (file: string, text: string): readonly string[] =>
  text.split('\n').flatMap((line, index) => (mention.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : []));

it('the kit does not mention the product', async () => {
  const entries = await readdir('kit', { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const mentions = await Promise.all(files.map(async (file) => mentionsIn(file, await readFile(file, 'utf8'))));
  expect(files.length).toBeGreaterThan(100);
  expect(mentions.flat()).toEqual([]);
});

it('a mention of the product is detected', () => {
  const lines = ["'Event Buddy'", 'urn:event-buddy:services', 'event_buddy_requests', 'eb:graphql', "name: 'eb'"];
  expect(mentionsIn('a.ts', lines.join('\n'))).toHaveLength(lines.length);
  expect(mentionsIn('a.ts', "the web: 'ebb'")).toEqual([]);
});
