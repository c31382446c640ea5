import { useEffect, useRef } from 'preact/hooks';
import type { FormField } from '../forms/field.ts';
import type { ShownDocument } from '../model/document.ts';
import { toWords } from '../model/titles.ts';
import type { Conflict } from '../forms/conflict.ts';
import { usePage } from './context.ts';
import { ProblemNotes } from './problem-notes.tsx';
import type { FormState } from './use-form.ts';

interface ErrorSummaryProps {
  readonly formId: string;
  readonly fields: readonly FormField[];
  readonly document: ShownDocument;
  readonly state: FormState;
  /** Sends the form for the version that is there now. */
  save(entityTag: string): void;
}

/** Shows a field with its label, and focuses it. */
function showField(id: string): void {
  const control = document.getElementById(id);
  control?.closest('.field')?.scrollIntoView({ block: 'center' });
  control?.focus({ preventScroll: true });
}

/** What somebody else changed, and the choice between both versions. */
const ConflictNotes = ({ conflict, save }: { readonly conflict: Conflict; save(): void }) => {
  const { reload } = usePage();
  return (
    <>
      {conflict.changes.length === 0 ? (
        <p>Nothing that this form shows is different now.</p>
      ) : (
        <dl class="fields">
          {conflict.changes.map(({ label, before, mine, now }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>
                now “{now}”, {mine === undefined ? `it was “${before}”` : `yours “${mine}”`}
              </dd>
            </div>
          ))}
        </dl>
      )}
      <p class="buttons">
        <button type="button" onClick={save}>
          Save mine
        </button>
        <button type="button" class="quiet" onClick={reload}>
          Show what is there now
        </button>
      </p>
    </>
  );
};

/** What is wrong with a form that was refused. It takes the focus, and its links lead to the fields. */
export const ErrorSummary = ({
  formId,
  fields,
  document,
  state: { issues, problem, conflict },
  save,
}: ErrorSummaryProps) => {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.scrollIntoView({ block: 'nearest' });
    box.current?.focus({ preventScroll: true });
  }, []);
  const fieldOf = (name: string): FormField | undefined => fields.find((field) => field.name === name);
  const title =
    conflict === undefined ? (problem?.title ?? 'There is a problem') : 'This was changed while you had it open';
  return (
    <div class="problem summary" ref={box} tabIndex={-1} role="group" aria-labelledby={`${formId}-problem`}>
      <h3 id={`${formId}-problem`}>{title}</h3>
      {issues.length > 0 && (
        <ul>
          {issues.map(({ field, message }) => (
            <li key={field}>
              {fieldOf(field) === undefined ? (
                `${toWords(field)} ${message}`
              ) : (
                <button type="button" class="link" onClick={() => showField(`${formId}-${field}`)}>
                  {fieldOf(field)?.label} {message}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {conflict !== undefined && <ConflictNotes conflict={conflict} save={() => save(conflict.entityTag)} />}
      {problem !== undefined && conflict === undefined && (
        <ProblemNotes problem={problem} document={document} withDetail={issues.length === 0} />
      )}
    </div>
  );
};
