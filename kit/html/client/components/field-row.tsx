import type { FormField } from '../forms/field.ts';
import { FieldInput, type ControlProps } from './field-input.tsx';

interface FieldRowProps extends Pick<ControlProps, 'id' | 'value' | 'onChange'> {
  readonly field: FormField;
  /** What is wrong with the value. */
  readonly message: string | undefined;
}

/** Says what values are possible, where the control does not. */
function hintOf({ control, min, max, minLength, maxLength }: FormField): string | undefined {
  if (control === 'duration') return 'For example 1h 30m';
  if (control === 'lines') return 'One on each line';
  if (control === 'comboboxes') return 'Choose any number';
  if (control === 'number' && min !== undefined) return max === undefined ? `${min} or more` : `From ${min} to ${max}`;
  if (control === 'number' && max !== undefined) return `${max} or less`;
  if (control === 'password' && minLength !== undefined) return `At least ${minLength} characters`;
  return maxLength !== undefined && maxLength <= 10 ? `At most ${maxLength} characters` : undefined;
}

/** Groups of buttons are named by a legend instead of a label. */
const isGroup = ({ control, options }: FormField): boolean =>
  control === 'choices' || (control === 'choice' && options?.kind === 'inline' && options.choices.length <= 4);

/** A field of a form: label, hint, what is wrong with it, and the control. */
export const FieldRow = ({ id, field, value, message, onChange }: FieldRowProps) => {
  const hint = hintOf(field);
  const describedBy = [
    ...(hint === undefined ? [] : [`${id}-hint`]),
    ...(message === undefined ? [] : [`${id}-error`]),
  ].join(' ');
  const control = (
    <FieldInput
      {...{ field, id, value, onChange }}
      isInvalid={message !== undefined}
      describedBy={describedBy === '' ? undefined : describedBy}
    />
  );
  if (field.control === 'hidden') return control;
  const label = (
    <>
      {field.label}
      {!field.required && !field.readOnly && field.control !== 'checkbox' && <span class="optional"> (optional)</span>}
    </>
  );
  const notes = (
    <>
      {hint !== undefined && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {message !== undefined && (
        <span class="field-error" id={`${id}-error`}>
          <span class="hidden">Error: </span>
          {field.label} {message}
        </span>
      )}
    </>
  );
  const classes = `field${message === undefined ? '' : ' invalid'} control-${field.control}`;
  return isGroup(field) ? (
    <fieldset class={classes} {...(describedBy === '' ? {} : { 'aria-describedby': describedBy })}>
      <legend>{label}</legend>
      {notes}
      {control}
    </fieldset>
  ) : (
    <div class={classes}>
      <label for={id}>{label}</label>
      {notes}
      {control}
    </div>
  );
};
