import type { ShownDocument } from '../model/document.ts';
import { asObject, asText, toText } from '../model/json.ts';
import type { FormField } from './field.ts';
import type { FormValues } from './validate.ts';

/** A field that somebody else changed while the form was open. */
export interface ChangedField {
  readonly label: string;
  /** What it was when the form was opened. */
  readonly before: string;
  /** What this form would make of it; undefined if it leaves it alone. */
  readonly mine: string | undefined;
  readonly now: string;
}

/** The version that is there now, which the form was not made for. */
export interface Conflict {
  readonly entityTag: string;
  readonly changes: readonly ChangedField[];
}

/** Compares the values of a form with the document as it is now; undefined if that has no entity tag. */
export function conflictWith(
  fields: readonly FormField[],
  values: FormValues,
  current: ShownDocument,
): Conflict | undefined {
  const members = asObject(current.body);
  const tag = asText(members['_etag']);
  const entityTag = tag === undefined ? current.headers['etag'] : `"${tag}"`;
  if (entityTag === undefined) return undefined;
  const changes = fields.flatMap(({ name, label, value, control }) => {
    const now = toText(members[name]);
    const [before, mine] = [toText(value), toText(values[name])];
    if (control === 'password' || control === 'combobox' || now === before) return [];
    return [{ label, before, mine: mine === before ? undefined : mine, now }];
  });
  return { entityTag, changes };
}
