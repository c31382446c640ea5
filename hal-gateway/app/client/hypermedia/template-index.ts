import type { ShownDocument } from '../../../../kit/html/client/model/document.ts';
import { linkOf } from '../../../../kit/html/client/model/hal.ts';

/** What a URL leads to: a document of a list. */
export interface Identity {
  readonly rel: string;
  readonly id: string;
}

/** The `item` templates of the lists that were read. */
export interface TemplateIndex {
  learn(list: ShownDocument): void;
  /** Returns what a URL leads to, by the template that it is an expansion of; undefined if there is none. */
  identify(url: string): Identity | undefined;
}

const variable = '{id}';

/** Returns the value of a template's only variable in an expansion; undefined if the URL is none. */
function valueIn(template: string, url: string): string | undefined {
  const [before = '', after = ''] = template.split(variable);
  const end = url.length - after.length;
  if (end <= before.length || !url.startsWith(before) || !url.endsWith(after)) return undefined;
  const value = url.slice(before.length, end);
  return /[/?#]/.test(value) ? undefined : decodeURIComponent(value);
}

/** Creates an index, which is empty. */
export function createTemplateIndex(): TemplateIndex {
  const rels = new Map<string, string>();
  return {
    learn: ({ body, url }) => {
      const link = linkOf(body, 'item', url);
      if (link?.templated === true && link.title !== undefined && link.href.includes(variable))
        rels.set(link.href, link.title);
    },
    identify: (url) => {
      for (const [template, rel] of rels) {
        const id = valueIn(template, url);
        if (id !== undefined) return { rel, id };
      }
      return undefined;
    },
  };
}
