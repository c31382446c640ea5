import { referenceName } from '../../../kit/http/reference-name.ts';
import type { HalBody } from '../../support/clients.ts';

/** The headers of who wants forms. */
export const formsHeaders = { accept: 'application/prs.hal-forms+json' };

const fieldMembers = 'name title type required value regex minLength maxLength min max options';
/** Asks for everything that an action says. */
export const actionSelection = `actions { rel title method href fields { ${fieldMembers} } }`;

/** What a template says of a property, with nothing where it says nothing. */
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
/** The templates of a document or a list, in the order in which they stand. */
export const normalizeTemplates = (templates: HalBody) =>
  Object.entries<HalBody>(templates).map(([rel, { title, method, target, properties }]) => ({
    ...{ rel, title, method, target },
    properties: properties.map(normalizeProperty),
  }));

/** An action in the words of a template: references, enum values and what is absent have others in GraphQL. */
export function actionToTemplate({ rel, title, method, href, fields }: HalBody) {
  const properties = fields.map((field: HalBody) => {
    const { name, title: prompt, type, required, ...rest } = field;
    const said: HalBody = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, value ?? undefined]));
    const isChoice = rest.options.length > 0;
    return normalizeProperty({
      ...said,
      ...{ prompt, required },
      name: type === 'ID' ? referenceName(name) : name,
      value: isChoice ? said['value']?.toLowerCase() : said['value'],
      options: { inline: rest.options.map((option: string) => option.toLowerCase()) },
    });
  });
  return { rel: ['edit', 'create'].includes(rel) ? 'default' : rel, title, method, target: href, properties };
}
