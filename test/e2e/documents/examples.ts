import { execFile, execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { codeBlocks } from './markdown.ts';

/**
 * A command in a document: a `bash` block, with its expected output. The output is the `text` or
 * `json` block that follows before the next `bash` block, if there is one.
 */
interface Example {
  readonly command: string;
  readonly output: { readonly language: string; readonly text: string } | undefined;
  /** The line of the command's block. */
  readonly line: number;
}

/** Returns the examples of a Markdown document. Blocks of other languages, including `sh`, are no examples. */
function examplesIn(markdown: string): readonly Example[] {
  const blocks = codeBlocks(markdown);
  return blocks.flatMap((block, index) => {
    if (block.language !== 'bash') return [];
    const next = blocks[index + 1];
    const output = next !== undefined && ['text', 'json'].includes(next.language) ? next : undefined;
    return [{ command: block.text, output, line: block.line }];
  });
}

/** Runs the commands in one shell, in order, and returns what each printed. Rejects when a command fails. */
async function run(examples: readonly Example[]): Promise<readonly string[]> {
  const separator = `-- ${randomUUID()} --`;
  const script = examples.map(({ command }) => `${command}\necho; echo '${separator}'\n`).join('');
  // The examples run the same `node` as the test.
  const env = {
    ...process.env,
    PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env['PATH'] ?? ''}`,
  };
  const { stdout } = await promisify(execFile)('bash', ['-eo', 'pipefail', '-c', script], { env, timeout: 120_000 });
  return stdout.split(`${separator}\n`).slice(0, -1);
}

/** A tool that the examples need and that is not installed. */
export const missingTool = ['bash', 'curl'].find((tool) => {
  try {
    execFileSync(tool, ['--version'], { stdio: 'ignore' });
    return false;
  } catch {
    return true;
  }
});
export const missingToolNotice = `the examples of the documents. To run them, install ${missingTool ?? ''}.`;

/** Applies replacements to a text, the longest first. */
function replaceAll(text: string, replacements: ReadonlyMap<string, string>): string {
  const longestFirst = [...replacements].sort(([a], [b]) => b.length - a.length);
  return longestFirst.reduce((replaced, [from, to]) => replaced.replaceAll(from, to), text);
}

/** Patterns of values that vary between runs, with their placeholders. */
const variablePatterns: readonly (readonly [RegExp, string])[] = [
  [/\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/g, '(uuid)'],
  [/\b[\da-f]{32}\b/g, '(etag)'],
  [/\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z\b/g, '(time)'],
  [/\b[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT\b/g, '(date)'],
];

/** Replaces values that vary between runs (ids, entity tags, times) by placeholders. */
const comparable = (output: string): string =>
  variablePatterns.reduce((text, [pattern, placeholder]) => text.replace(pattern, placeholder), output.trim());

/** What an example printed, and what its document shows: parsed if that is JSON. */
export interface ExampleResult {
  /** The document and the line. */
  readonly location: string;
  readonly printed: unknown;
  readonly shown: unknown;
}

/**
 * Runs the examples of a document. `moved` maps the addresses in the document to those of the running system. Returns a
 * result for each example whose output is shown. Rejects when a command fails.
 */
export async function runDocument(document: string, moved: ReadonlyMap<string, string>): Promise<ExampleResult[]> {
  const examples = examplesIn(readFileSync(document, 'utf8'));
  const printed = await run(examples.map((each) => ({ ...each, command: replaceAll(each.command, moved) })));
  const back = new Map([...moved].map(([from, to]) => [to, from]));
  return examples.flatMap(({ output, line }, index) => {
    if (output === undefined) return [];
    const parse = (text: string): unknown => (output.language === 'json' ? JSON.parse(text) : text);
    const actual = comparable(replaceAll(printed[index] ?? '', back));
    return [{ location: `${document}:${line}`, printed: parse(actual), shown: parse(comparable(output.text)) }];
  });
}
