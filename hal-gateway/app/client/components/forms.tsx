import { Actions } from '../../../../kit/html/client/components/actions.tsx';
import { formsOf, type Form } from '../../../../kit/html/client/forms/template.ts';
import type { ShownDocument } from '../../../../kit/html/client/model/document.ts';
import type { Trail } from '../hypermedia/trail.ts';
import { FormScope } from './form-scope.tsx';

interface FormsProps {
  readonly trail: Trail;
  readonly prefer?: string;
  readonly document: ShownDocument;
  /** Where to go when the document is removed. */
  readonly above?: string;
  readonly label?: string;
  /** Whether a form is shown here; all are by default. */
  readonly isShown?: (form: Form) => boolean;
  reload(): void;
}

/** What may be done with a document now: a button for each form of it. */
export const Forms = ({ document, label, isShown = () => true, ...scope }: FormsProps) => {
  const forms = formsOf(document.body, document.url).filter(isShown);
  return (
    <FormScope document={document} {...scope}>
      <Actions document={document} forms={forms} isFormPage={false} {...(label !== undefined && { label })} />
    </FormScope>
  );
};
