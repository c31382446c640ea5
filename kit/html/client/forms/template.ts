import { resolveHref } from '../model/hal.ts';
import { asNumber, asObject, asText } from '../model/json.ts';
import { parseField, type FormField } from './field.ts';

/** A form of a document: a HAL-FORMS template. */
export interface Form {
  /** The template's key. */
  readonly key: string;
  readonly title: string;
  /** The HTTP method, in capitals. */
  readonly method: string;
  readonly target: string;
  readonly contentType: string;
  readonly fields: readonly FormField[];
}

/** Titles of forms that have none, by the method. */
const defaultTitles: Readonly<Record<string, string>> = {
  GET: 'Search',
  POST: 'Create',
  PUT: 'Replace',
  PATCH: 'Change',
  DELETE: 'Remove',
};

/** Where a form is: its document's URL, or that of the document it changes. */
function parseForm(key: string, value: unknown, documentUrl: string): Form {
  const template = asObject(value);
  const method = (asText(template['method']) ?? 'GET').toUpperCase();
  const isDefault = key === 'default';
  const properties = Array.isArray(template['properties']) ? (template['properties'] as unknown[]) : [];
  return {
    key,
    title: asText(template['title']) ?? (isDefault ? (defaultTitles[method] ?? method) : key),
    method,
    target: resolveHref(asText(template['target']) ?? documentUrl, documentUrl),
    contentType: asText(template['contentType']) ?? 'application/json',
    fields: properties.flatMap((each) => parseField(each, documentUrl) ?? []),
  };
}

/** Order of forms by method: what people want first comes first, what removes comes last. */
const rank = ({ key, method }: Form): number =>
  method === 'DELETE' ? (key === 'delete' ? 3 : 2) : key === 'default' ? 1 : 0;

/** Returns the forms of a document, in the order in which they are shown. */
export function formsOf(body: unknown, url: string): readonly Form[] {
  const templates = Object.entries(asObject(asObject(body)['_templates']));
  return templates.map(([key, value]) => parseForm(key, value, url)).toSorted((one, other) => rank(one) - rank(other));
}

/** Whether a form takes away what it is sent to: it asks before. */
export const removes = ({ method }: Form): boolean => method === 'DELETE';

/** Whether a form takes away its document, which cannot be undone; an action may be undone by another. */
export const isFinal = (form: Form): boolean => removes(form) && ['default', 'delete'].includes(form.key);

/** Reads a number or the text of one. */
export const numberIn = (value: unknown): number | undefined => {
  const number = asNumber(value) ?? (asText(value) === undefined ? Number.NaN : Number(value));
  return Number.isFinite(number) ? number : undefined;
};
