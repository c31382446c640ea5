import { useLayoutEffect, useRef } from 'preact/hooks';
import type { FormOutcome } from '../forms/outcome.ts';
import type { Form } from '../forms/template.ts';
import type { ShownDocument } from '../model/document.ts';
import { isList } from '../model/hal.ts';
import { asObject } from '../model/json.ts';
import { FormView } from './form-view.tsx';

/** A form that is open, and the version of the document that it was made for. */
export interface Opened {
  readonly form: Form;
  readonly document: ShownDocument;
  /** Whether it was opened by its button. */
  readonly isChosen: boolean;
}

interface OpenedFormProps extends Opened {
  readonly current: ShownDocument;
  close(): void;
  onDone(outcome: FormOutcome): void;
}

const firstField = ':is(input:not([type="hidden"]), select, textarea)';

const isSameVersion = (one: ShownDocument, other: ShownDocument): boolean =>
  asObject(one.body)['_etag'] === asObject(other.body)['_etag'];

/** A form in the place of the buttons. If one of them opened it, its first field takes the focus, or its heading. */
export const OpenedForm = ({ form, document, isChosen, current, close, onDone }: OpenedFormProps) => {
  const card = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (isChosen) (card.current?.querySelector<HTMLElement>(firstField) ?? card.current?.querySelector('h2'))?.focus();
  }, []);
  return (
    <div class="card form-card" ref={card}>
      <h2 tabIndex={-1}>{form.title}</h2>
      {!isSameVersion(document, current) && !isList(current.body) && (
        <p class="notice">This was changed after you opened the form. The form keeps what you typed.</p>
      )}
      <FormView form={form} document={document} onDone={onDone} {...(isChosen ? { close } : {})} />
    </div>
  );
};
