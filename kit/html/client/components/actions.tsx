import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { FormOutcome } from '../forms/outcome.ts';
import { removes, type Form } from '../forms/template.ts';
import type { ShownDocument } from '../model/document.ts';
import { usePage } from './context.ts';
import { OpenedForm, type Opened } from './opened-form.tsx';

interface ActionsProps {
  readonly document: ShownDocument;
  readonly forms: readonly Form[];
  /** Whether the document is nothing but its forms. */
  readonly isFormPage: boolean;
  readonly label?: string;
}

/** The form that is open. When it is closed, its button takes the focus. */
function useOpenedForm(initial: () => Opened | undefined) {
  const [opened, setOpened] = useState(initial);
  const closed = useRef<string>(undefined);
  const section = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (closed.current !== undefined)
      section.current?.querySelector<HTMLElement>(`[data-form="${CSS.escape(closed.current)}"]`)?.focus();
    closed.current = undefined;
  }, [opened]);
  const close = (): void => {
    closed.current = opened?.form.key;
    setOpened(undefined);
  };
  return { section, opened, open: setOpened, close };
}

/** What whoever looks at the document may do now: a button for each form of it, which opens in their place. */
export const Actions = ({ document, forms, isFormPage, label = 'What you can do' }: ActionsProps) => {
  const { go, reload, announce } = usePage();
  const { section, opened, open, close } = useOpenedForm(() =>
    isFormPage && forms.length === 1 && forms[0] !== undefined
      ? { form: forms[0], document, isChosen: false }
      : undefined,
  );
  const finish = ({ message, url }: FormOutcome): void => {
    close();
    if (url === undefined) reload();
    else go(url);
    announce(message);
  };
  if (forms.length === 0 && opened === undefined) return null;
  return (
    <section class="actions" aria-label={label} ref={section}>
      {opened === undefined ? (
        <p class="buttons">
          {forms.map((form) => (
            <button
              key={form.key}
              type="button"
              data-form={form.key}
              class={removes(form) ? 'quiet danger-text' : ''}
              onClick={() => open({ form, document, isChosen: true })}
            >
              {form.title}
            </button>
          ))}
        </p>
      ) : (
        <OpenedForm {...opened} current={document} close={close} onDone={finish} />
      )}
    </section>
  );
};
