const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Markup that is not escaped any more. Only `html` creates it. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What a template can contain: text, which is escaped, markup, or several of them. Undefined is nothing. */
export type Content = string | number | Markup | undefined | readonly Content[];

function render(content: Content): string {
  if (content === undefined) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'object') return content.map(render).join('');
  return String(content).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/**
 * Creates markup from a template. Everything that is inserted is escaped, for elements and for quoted attributes.
 *
 * @example html`<p title="${title}">${text}</p>`
 */
export const html = (parts: TemplateStringsArray, ...contents: readonly Content[]): Markup =>
  new Markup(parts.map((part, index) => part + render(contents[index])).join(''));

/** Returns JSON for a `script` element, in which no `</script>` or `<!--` can occur. */
export const jsonForScript = (value: unknown): Markup =>
  new Markup(JSON.stringify(value).replaceAll('<', String.raw`\u003c`));
