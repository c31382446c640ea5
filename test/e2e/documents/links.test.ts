import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { anchorsIn, linksIn, markdownFiles } from './markdown.ts';

const isExternal = (href: string): boolean => /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(href);

/** Returns the problem of a link; undefined if its file, and its heading if it has one, exist. */
function linkProblem(href: string, from: string): string | undefined {
  const [target = '', anchor] = href.split('#', 2);
  const file = target === '' ? from : path.join(path.dirname(from), decodeURIComponent(target));
  if (!existsSync(file)) return `there is no file ${file}`;
  if (anchor === undefined || !file.endsWith('.md')) return undefined;
  return anchorsIn(readFileSync(file, 'utf8')).has(anchor) ? undefined : `${file} has no heading #${anchor}`;
}

describe('the links of the documents', () => {
  it.each(markdownFiles())('in %s point to existing files and headings', (file) => {
    const links = linksIn(readFileSync(file, 'utf8')).filter(({ href }) => !isExternal(href));
    const faults = links.flatMap(({ href, line }) => {
      const fault = linkProblem(href, file);
      return fault === undefined ? [] : [`${file}:${line}: ${href}: ${fault}`];
    });
    expect(faults).toEqual([]);
  });
});

it('the threat model names tests that exist, for every threat that has one', () => {
  const rows = readFileSync('docs/threat-model.md', 'utf8')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter(
      ([, threat = '', defence = '']) => threat !== '' && !/^-+$/.test(threat) && defence !== '' && threat !== 'threat',
    );
  const untested = rows.filter(([, , , test = '']) => {
    const files = [...test.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file);
    return (
      test !== '_none_' && (files.length === 0 || !files.every((file) => file.endsWith('.test.ts') && existsSync(file)))
    );
  });
  expect(untested).toEqual([]);
  expect(rows.length).toBeGreaterThan(40);
});

describe('the link checker', () => {
  it('finds inline links, images, definitions and HTML attributes, but none in code', () => {
    const document = [
      '[a](a.md) ![b](b.png "title") `[c](c.md)`',
      '```md',
      '[d](d.md)',
      '```',
      '[e]: <e.md>',
      '<a href="f.md">f</a>',
    ];
    expect(linksIn(document.join('\n')).map(({ href, line }) => [href, line])).toEqual([
      ['a.md', 1],
      ['b.png', 1],
      ['e.md', 5],
      ['f.md', 6],
    ]);
  });

  it('derives anchors from headings as GitHub does', () => {
    const document = '# The `/health` of a part\n\n## Add: a, b & c\n\n## [Linked](x.md)\n\n## Again\n\n## Again\n';
    expect([...anchorsIn(document)]).toEqual(['the-health-of-a-part', 'add-a-b--c', 'linked', 'again', 'again-1']);
  });

  it('reports files and headings that do not exist', () => {
    expect(linkProblem('nowhere.md', 'README.md')).toBe('there is no file nowhere.md');
    expect(linkProblem('#nowhere', 'README.md')).toBe('README.md has no heading #nowhere');
  });
});
