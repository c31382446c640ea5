import { useState } from 'preact/hooks';
import type { Link } from '../model/hal.ts';
import { linkText } from '../model/link-groups.ts';
import { toWords } from '../model/titles.ts';
import { expandTemplate, variablesOf } from '../model/uri-template.ts';
import { usePage } from './context.ts';

/** A templated link as a small form: a field for each variable. */
export const TemplateForm = ({ link }: { readonly link: Link }) => {
  const { go } = usePage();
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const id = `template-${link.rel}`;
  const follow = (event: Event): void => {
    event.preventDefault();
    const given = Object.entries(values).filter(([, value]) => value !== '');
    go(expandTemplate(link.href, Object.fromEntries(given)));
  };
  return (
    <form class="template-form" onSubmit={follow} aria-label={linkText(link)}>
      <p class="template-title">
        {linkText(link)} <code>{link.rel}</code>
      </p>
      <div class="template-fields">
        {variablesOf(link.href).map((name) => (
          <p key={name} class="field">
            <label for={`${id}-${name}`}>{toWords(name)}</label>
            <input
              id={`${id}-${name}`}
              value={values[name] ?? ''}
              onInput={({ currentTarget: { value } }) => setValues({ ...values, [name]: value })}
            />
          </p>
        ))}
        <button class="quiet">Open</button>
      </div>
    </form>
  );
};
