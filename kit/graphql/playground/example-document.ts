import { parse, print } from 'graphql';
import { relationsOf, type Relation } from '../../resource/definition/relations.ts';
import type { Action } from '../../resource/definition/actions.ts';
import type { Definition } from '../../resource/definition/definition.ts';
import type { Field } from '../../resource/fields/index.ts';
import { readableFields } from '../sdl/resource.ts';
import { comment } from './example-tab.ts';

/** Returns a formatted document with a comment above it. */
export const documented = (sentences: readonly string[], document: string): string =>
  `${comment(...sentences)}\n${print(parse(document))}\n`;

/** Whether an entry is not deprecated: examples show nothing that is. */
export const isCurrent = ([, { deprecated }]: readonly [string, Field | Relation | Action]): boolean =>
  deprecated === undefined;

/** Returns the selection of a document's own fields and the IDs that it refers to. */
export function ownSelection(definition: Definition): string {
  const fields = readableFields(definition)
    .filter(isCurrent)
    .map(([name]) => name);
  const targets = relationsOf(definition).filter(isCurrent);
  return ['id etag', ...fields, ...targets.map(([name]) => `${name} { id }`)].join(' ');
}
