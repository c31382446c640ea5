import { execFileSync } from 'node:child_process';

/** A fenced code block. */
export interface CodeBlock {
  /** The language after the opening fence; empty if there is none. */
  readonly language: string;
  readonly text: string;
  /** The line of the opening fence, from 1. */
  readonly line: number;
}

const fence = /^(?<fence>`{3,})(?<language>\w*)[^\n]*\n(?<text>[\s\S]*?)^\k<fence>[ \t]*$/gm;

/** Returns the fenced code blocks of a Markdown document, in order. */
export const codeBlocks = (markdown: string): readonly CodeBlock[] =>
  [...markdown.matchAll(fence)].map(({ groups = {}, index }) => ({
    language: groups['language'] ?? '',
    text: groups['text'] ?? '',
    line: markdown.slice(0, index).split('\n').length,
  }));

const blank = (text: string): string => text.replace(/[^\n]/g, ' ');

/** Replaces code (fenced blocks and inline spans) by spaces. Lines and columns do not change. */
const withoutCode = (markdown: string): string =>
  markdown.replace(fence, blank).replace(/(?<ticks>`+)[^`\n]+\k<ticks>/g, blank);

/** A link in a Markdown document, in Markdown or HTML syntax. */
export interface DocumentLink {
  readonly href: string;
  /** The line number, from 1. */
  readonly line: number;
}

const linkPatterns = [
  /\]\(\s*<?(?<href>[^\s<>()]+)>?(?:\s+"[^"]*")?\s*\)/g,
  /^\s{0,3}\[[^\]\n]+\]:\s*<?(?<href>[^\s<>]+)>?/gm,
  /\b(?:href|src)="(?<href>[^"]+)"/g,
];

/** Returns all links and images: inline, by reference definition, or in an HTML attribute. */
export function linksIn(markdown: string): readonly DocumentLink[] {
  const prose = withoutCode(markdown);
  const lineOf = (index: number): number => prose.slice(0, index).split('\n').length;
  return linkPatterns.flatMap((pattern) =>
    [...prose.matchAll(pattern)].map(({ groups = {}, index }) => ({
      href: groups['href'] ?? '',
      line: lineOf(index),
    })),
  );
}

/** Returns the anchor of a heading as GitHub derives it: lower case, without punctuation, spaces as hyphens. */
const slugOf = (heading: string): string =>
  heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .trim()
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}\p{Mark} _-]/gu, '')
    .replaceAll(' ', '-');

/** Returns the anchors of all headings. Repeated anchors are numbered. */
export function anchorsIn(markdown: string): ReadonlySet<string> {
  const headings = markdown.replace(fence, blank).matchAll(/^#{1,6}\s+(?<heading>.+?)\s*#*$/gm);
  const counts = new Map<string, number>();
  const anchors = [...headings].map(({ groups = {} }) => {
    const slug = slugOf(groups['heading'] ?? '');
    const count = counts.get(slug) ?? 0;
    counts.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
  return new Set(anchors);
}

/** Returns the paths of all Markdown files that git does not ignore, relative to the root of the repository. */
export const markdownFiles = (): readonly string[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], { encoding: 'utf8' })
    .split('\n')
    .filter((file) => file !== '');
