import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { link } from '../link.ts';
import type { MissingEntity, SubgraphSource } from '../model/world.ts';

/** An operation of a suite. */
export interface AuditOperation {
  readonly query: string;
  /** Whether it is invalid, or no service resolves what it selects. */
  readonly isRejected: boolean;
}

/** Subgraphs, and operations over them. */
export interface AuditSuite {
  readonly name: string;
  readonly subgraphs: readonly SubgraphSource[];
  readonly missing: readonly MissingEntity[];
  readonly operations: readonly AuditOperation[];
}

/** What services do not know in some suites. */
const missing: Readonly<Record<string, readonly MissingEntity[]>> = {
  'null-keys': ['b', 'c'].map((subgraph) => ({ subgraph, type: 'Book', index: 2 })),
};

const folder = new URL('suites/', import.meta.url);

/** Reads the suites of the public audit of federation gateways: one file each, with a comment above each part. */
export const readSuites = (): readonly AuditSuite[] =>
  readdirSync(folder)
    .sort()
    .map((file) => readSuite(basename(file, '.graphql'), readFileSync(new URL(file, folder), 'utf8')));

const subgraphHeader = /^subgraph (?<name>\S+)(?<isFirst> of Federation 1)?$/;

function readSuite(name: string, text: string): AuditSuite {
  const parts = text.split(/^# /m).slice(1).map(readPart);
  return {
    name,
    missing: missing[name] ?? [],
    subgraphs: parts.flatMap(({ header, body }) => {
      const { name: subgraph, isFirst } = subgraphHeader.exec(header)?.groups ?? {};
      return subgraph === undefined ? [] : [{ name: subgraph, sdl: isFirst === undefined ? `${link}\n${body}` : body }];
    }),
    operations: parts
      .filter(({ header }) => header.startsWith('operation'))
      .map(({ header, body }) => ({ query: body, isRejected: header === 'operation without data' })),
  };
}

function readPart(text: string): { readonly header: string; readonly body: string } {
  const [header = '', ...lines] = text.split('\n');
  return { header, body: lines.join('\n') };
}
