import { parseTemplate } from 'url-template';

const expression = /\{[+#./;?&]?([^{}]+)\}/g;

/** Returns the names of a template's variables (RFC 6570), each once. */
export const variablesOf = (template: string): readonly string[] => [
  ...new Set(
    [...template.matchAll(expression)].flatMap(([, list = '']) =>
      list.split(',').map((each) => each.replace(/:\d+$|\*$/, '')),
    ),
  ),
];

export type TemplateValues = Readonly<Record<string, string | undefined>>;

/** Expands a URI template. Variables without a value are left out. */
export const expandTemplate = (template: string, values: TemplateValues): string =>
  parseTemplate(template).expand(
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? null])),
  );
