import { useId } from 'preact/hooks';
import { curlCommand } from '../aside/curl.ts';
import type { FormOutcome } from '../forms/outcome.ts';
import { entityTagFor, requestOf } from '../forms/request.ts';
import { isFinal, removes, type Form } from '../forms/template.ts';
import type { FormValues } from '../forms/validate.ts';
import type { ShownDocument } from '../model/document.ts';
import { CopyText } from './copy-text.tsx';
import { usePage } from './context.ts';
import { ErrorSummary } from './error-summary.tsx';
import { FieldRow } from './field-row.tsx';
import { useForm } from './use-form.ts';
import { useSlow } from './use-slow.ts';

/** Passwords are shown to nobody. */
const withoutSecrets = ({ fields }: Form, values: FormValues): FormValues =>
  Object.fromEntries(
    fields.map(({ name, control }) => [
      name,
      control === 'password' && values[name] !== '' ? '********' : (values[name] ?? ''),
    ]),
  );

interface FormViewProps {
  readonly form: Form;
  readonly document: ShownDocument;
  onDone(outcome: FormOutcome): void;
  /** Closes the form; undefined if it stays. */
  close?(): void;
}

/** The request of a form as `curl`, with what is in its fields. */
const FormCurl = ({
  form,
  document,
  values,
}: Pick<FormViewProps, 'form' | 'document'> & { readonly values: FormValues }) => {
  const { session } = usePage();
  const request = requestOf(form, withoutSecrets(form, values), entityTagFor(form, document));
  return (
    <details class="as-curl">
      <summary>As curl</summary>
      <CopyText text={curlCommand(request, session !== undefined)} label="Command" />
    </details>
  );
};

/** A form that was generated from a template. */
export const FormView = ({ form, document, onDone, close }: FormViewProps) => {
  const id = useId();
  const { values, state, change, submit } = useForm(form, document, onDone);
  const { showsRequests } = usePage();
  const isSlow = useSlow(state.isSending);
  const send = (event: Event): void => {
    event.preventDefault();
    if (!state.isSending) void submit();
  };
  return (
    <form class="form" noValidate onSubmit={send} aria-label={form.title}>
      {state.refusals > 0 && (
        <ErrorSummary
          key={state.refusals}
          formId={id}
          fields={form.fields}
          document={document}
          state={state}
          save={(tag) => void submit(tag)}
        />
      )}
      {form.fields.map((field) => (
        <FieldRow
          key={field.name}
          id={`${id}-${field.name}`}
          field={field}
          value={values[field.name] ?? ''}
          message={state.issues.find((issue) => issue.field === field.name)?.message}
          onChange={(value) => change(field.name, value)}
        />
      ))}
      {isFinal(form) && form.fields.length === 0 && <p>This cannot be undone.</p>}
      <p class="buttons">
        <button
          class={isFinal(form) ? 'danger' : removes(form) ? 'quiet danger-text' : ''}
          aria-disabled={state.isSending}
        >
          {form.title}
        </button>
        {close !== undefined && (
          <button type="button" class="quiet" onClick={close}>
            Close
          </button>
        )}
        {isSlow && <span class="spinner" role="status" aria-label="Sending" />}
      </p>
      {showsRequests && <FormCurl form={form} document={document} values={values} />}
    </form>
  );
};
