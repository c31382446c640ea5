import { referenceName } from '../../../kit/http/reference-name.ts';
import type { HalBody } from '../../support/clients.ts';

/** The headers of a client that accepts HAL-FORMS. */
export const formsHeaders = { accept: 'application/prs.hal-forms+json' };

const fieldMembers = 'name title type required value regex minLength maxLength min max options';
/** Selects all fields of `actions`. */
export const actionSelection = `actions { rel title method href fields { ${fieldMembers} } }`;

/** Normalizes a property of a template: absent values are `undefined`, values are strings, options are an array. */
const normalizeProperty = ({
  name,
  prompt,
  required,
  value,
  regex,
  minLength,
  maxLength,
  min,
  max,
  options,
}: HalBody) => ({
  ...{ name, prompt, required, regex, minLength, maxLength, min, max },
  value: value === undefined ? undefined : String(value),
  options: options?.inline ?? [],
});
/** Normalizes the templates of a document or a list, in their order. */
export const normalizeTemplates = (templates: HalBody) =>
  Object.entries<HalBody>(templates).map(([rel, { title, method, target, properties }]) => ({
    ...{ rel, title, method, target },
    properties: properties.map(normalizeProperty),
  }));

/** Converts a GraphQL action to a normalized template: maps references, enum values and absent values. */
export function actionToTemplate({ rel, title, method, href, fields }: HalBody) {
  const properties = fields.map((field: HalBody) => {
    const { name, title: prompt, type, required, ...rest } = field;
    const present: HalBody = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, value ?? undefined]));
    const isChoice = rest.options.length > 0;
    return normalizeProperty({
      ...present,
      ...{ prompt, required },
      name: type === 'ID' ? referenceName(name) : name,
      value: isChoice ? present['value']?.toLowerCase() : present['value'],
      options: { inline: rest.options.map((option: string) => option.toLowerCase()) },
    });
  });
  return { rel: ['edit', 'create'].includes(rel) ? 'default' : rel, title, method, target: href, properties };
}
