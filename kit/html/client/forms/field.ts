import { resolveHref } from '../model/hal.ts';
import { asArray, asNumber, asObject, asText, isObject, toText, type JsonObject } from '../model/json.ts';
import { capitalize, toWords } from '../model/titles.ts';
import { isDuration } from '../model/values.ts';

/** A value that can be chosen. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  /** The value as it is sent. */
  readonly sent: unknown;
}

/** The values that a field can have: in the form, or in a list that a link leads to. */
export type Options =
  | { readonly kind: 'inline'; readonly choices: readonly Choice[] }
  | {
      readonly kind: 'linked';
      readonly href: string;
      readonly type: string | undefined;
      readonly valueField: string;
      readonly promptField: string;
    };

/** The types of HAL-FORMS that are inputs of HTML with the same name. */
const inputTypes = [
  ...['hidden', 'text', 'search', 'tel', 'url', 'email', 'password', 'number', 'range', 'color'],
  ...['date', 'month', 'week', 'time', 'datetime-local'],
] as const;
type InputType = (typeof inputTypes)[number];
const isInputType = (type: string): type is InputType => (inputTypes as readonly string[]).includes(type);

export type Control =
  InputType | 'textarea' | 'lines' | 'duration' | 'checkbox' | 'choice' | 'choices' | 'combobox' | 'comboboxes';

/** A field of a form: a property of a HAL-FORMS template. */
export interface FormField {
  readonly name: string;
  readonly label: string;
  readonly control: Control;
  readonly required: boolean;
  readonly readOnly: boolean;
  /** The value at the beginning: a text, or several for a control that takes several. */
  readonly value: string | readonly string[];
  readonly placeholder: string | undefined;
  readonly pattern: string | undefined;
  readonly min: string | undefined;
  readonly max: string | undefined;
  readonly step: string | undefined;
  readonly minLength: number | undefined;
  readonly maxLength: number | undefined;
  readonly rows: number | undefined;
  readonly options: Options | undefined;
  readonly minItems: number;
  readonly maxItems: number;
}

function parseChoice(each: unknown, options: JsonObject): Choice {
  if (!isObject(each)) return { value: toText(each), label: toText(each), sent: each };
  const sent = each[asText(options['valueField']) ?? 'value'];
  const prompt = each[asText(options['promptField']) ?? 'prompt'];
  return { value: toText(sent), label: prompt === undefined ? toText(sent) : toText(prompt), sent };
}

function parseOptions(value: unknown, base: string): Options | undefined {
  if (!isObject(value)) return undefined;
  if (Array.isArray(value['inline']))
    return { kind: 'inline', choices: asArray(value['inline']).map((each) => parseChoice(each, value)) };
  const link = asObject(value['link']);
  const href = asText(link['href']);
  if (href === undefined) return undefined;
  const names = {
    valueField: asText(value['valueField']) ?? 'value',
    promptField: asText(value['promptField']) ?? 'prompt',
  };
  return { kind: 'linked', href: resolveHref(href, base), type: asText(link['type']), ...names };
}

/** Whether a pattern is that of ISO 8601 durations. */
function isDurationPattern(pattern: string | undefined): boolean {
  const matches = patternTester(pattern);
  return (
    pattern !== undefined &&
    ['PT15M', 'P1D'].every((each) => matches(each) && isDuration(each)) &&
    !['15', 'UTC', 'Europe/Paris'].some(matches)
  );
}

/** Returns the test of a pattern. What is no regular expression matches everything: the server decides. */
export function patternTester(pattern: string | undefined): (text: string) => boolean {
  if (pattern === undefined) return () => true;
  try {
    const compiled = new RegExp(`^(?:${pattern})$`, 'u');
    return (text) => compiled.test(text);
  } catch {
    return () => true;
  }
}

/** Texts that may be longer than this are written on several lines. */
const longText = 300;

interface ControlSource {
  readonly property: JsonObject;
  readonly options: Options | undefined;
  readonly isSingle: boolean;
}

function controlOf({ property, options, isSingle }: ControlSource): Control {
  const type = asText(property['type'])?.toLowerCase() ?? 'text';
  if (type === 'hidden') return type;
  if (options?.kind === 'inline') return isSingle ? 'choice' : 'choices';
  if (options?.kind === 'linked') return isSingle ? 'combobox' : 'comboboxes';
  if (type === 'checkbox' || type === 'boolean' || typeof property['value'] === 'boolean') return 'checkbox';
  if (Array.isArray(property['value'])) return 'lines';
  if (type === 'textarea') return type;
  if (type !== 'text') return type === 'datetime' ? 'datetime-local' : isInputType(type) ? type : 'text';
  if (isDurationPattern(asText(property['regex']))) return 'duration';
  return (asNumber(property['maxLength']) ?? 0) > longText ? 'textarea' : 'text';
}

/** Words for values that programs write in lower case. */
const choiceLabels: Readonly<Record<string, string>> = { true: 'Yes', false: 'No' };

const withWords = (options: Options | undefined): Options | undefined =>
  options?.kind !== 'inline'
    ? options
    : {
        kind: 'inline',
        choices: options.choices.map((each) => ({ ...each, label: choiceLabels[each.label] ?? each.label })),
      };

/** Parses a property of a HAL-FORMS template; undefined if it has no name. */
export function parseField(value: unknown, base: string): FormField | undefined {
  const property = asObject(value);
  const name = asText(property['name']);
  if (name === undefined) return undefined;
  const settings = asObject(property['options']);
  const options = withWords(parseOptions(property['options'], base));
  const maxItems = asNumber(settings['maxItems']) ?? Infinity;
  const chosen = settings['selectedValues'] ?? property['value'];
  const control = controlOf({ property, options, isSingle: maxItems === 1 });
  const takesSeveral = control === 'choices' || control === 'comboboxes' || control === 'lines';
  const values = Array.isArray(chosen)
    ? (chosen as unknown[]).map(toText)
    : chosen === undefined || chosen === null
      ? []
      : [toText(chosen)];
  const text = (member: string): string | undefined => {
    const given = property[member];
    return given === undefined || given === null ? undefined : toText(given);
  };
  return {
    name,
    label: capitalize(asText(property['prompt']) ?? toWords(name)),
    control,
    required: property['required'] === true || property['required'] === 'true',
    readOnly: property['readOnly'] === true || property['readonly'] === true,
    value: takesSeveral ? values : (values[0] ?? ''),
    placeholder: asText(property['placeholder']),
    pattern: asText(property['regex']) ?? asText(property['pattern']),
    ...{ min: text('min'), max: text('max'), step: text('step') },
    minLength: asNumber(property['minLength']),
    maxLength: asNumber(property['maxLength']),
    rows: asNumber(property['rows']),
    options,
    minItems: asNumber(settings['minItems']) ?? 0,
    maxItems,
  };
}
