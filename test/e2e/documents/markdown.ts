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

/** The fenced code blocks of a Markdown document, in order. */
export const codeBlocks = (markdown: string): readonly CodeBlock[] =>
  [...markdown.matchAll(fence)].map(({ groups = {}, index }) => ({
    language: groups['language'] ?? '',
    text: groups['text'] ?? '',
    line: markdown.slice(0, index).split('\n').length,
  }));

const blank = (text: string): string => text.replace(/[^\n]/g, ' ');

/** A Markdown document with its code blanked out, fenced blocks and inline spans; lines and columns stay. */
export const withoutCode = (markdown: string): string =>
  markdown.replace(fence, blank).replace(/(?<ticks>`+)[^`\n]+\k<ticks>/g, blank);

/** A link of a Markdown document, or of HTML in it. */
export interface DocumentLink {
  readonly href: string;
  /** The line that it is on, from 1. */
  readonly line: number;
}

const linkPatterns = [
  /\]\(\s*<?(?<href>[^\s<>()]+)>?(?:\s+"[^"]*")?\s*\)/g,
  /^\s{0,3}\[[^\]\n]+\]:\s*<?(?<href>[^\s<>]+)>?/gm,
  /\b(?:href|src)="(?<href>[^"]+)"/g,
];

/** Every link and image: inline, by reference definition, or in an HTML attribute. */
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

/** The anchor of a heading as GitHub makes it: lower case, punctuation dropped, spaces as hyphens. */
const slugOf = (heading: string): string =>
  heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .trim()
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}\p{Mark} _-]/gu, '')
    .replaceAll(' ', '-');

/** The anchors that a link into the document can name: one for each heading; repeated ones are numbered. */
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

/** The Markdown files of the repository that git does not ignore, by their paths from its root. */
export const markdownFiles = (): readonly string[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], { encoding: 'utf8' })
    .split('\n')
    .filter((file) => file !== '');
