import type { Control, FormField } from '../forms/field.ts';
import { limitsOf } from '../forms/limits.ts';
import { Combobox } from './combobox.tsx';
import { ChoiceInput, ChoicesInput } from './choice-input.tsx';

/** The control of a field. */
export interface ControlProps {
  readonly field: FormField;
  /** The ID of the control, which its label refers to. */
  readonly id: string;
  readonly value: string | readonly string[];
  /** The IDs of what explains the control: its hint, and what is wrong with it. */
  readonly describedBy: string | undefined;
  readonly isInvalid: boolean;
  onChange(value: string | readonly string[]): void;
}

/** Returns the attributes that all controls have. */
export const controlAttributes = ({ field, id, describedBy, isInvalid }: ControlProps) => ({
  id,
  name: field.name,
  required: field.required,
  ...(describedBy === undefined ? {} : { 'aria-describedby': describedBy }),
  ...(isInvalid ? { 'aria-invalid': 'true' as const } : {}),
});

const TextArea = (props: ControlProps) => {
  const { field, value, onChange } = props;
  const isLines = field.control === 'lines';
  const text = typeof value === 'string' ? value : value.join('\n');
  const change = (typed: string): void => onChange(isLines ? typed.split('\n').filter((line) => line !== '') : typed);
  return (
    <textarea
      {...controlAttributes(props)}
      rows={field.rows ?? 3}
      readOnly={field.readOnly}
      placeholder={field.placeholder ?? ''}
      // A list is taken apart when it is complete: until then its last line may be empty.
      {...(isLines
        ? { defaultValue: text, onChange: (event: Event) => change((event.currentTarget as HTMLTextAreaElement).value) }
        : { value: text, onInput: (event: Event) => change((event.currentTarget as HTMLTextAreaElement).value) })}
    />
  );
};

const CheckBox = (props: ControlProps) => (
  <input
    {...controlAttributes(props)}
    required={false}
    type="checkbox"
    disabled={props.field.readOnly}
    checked={props.value === 'true'}
    onChange={({ currentTarget }) => props.onChange(String(currentTarget.checked))}
  />
);

/** The attribute `type`, in the shape that Preact's types have for one type only. */
export const inputType = (type: string) => ({ type }) as { readonly type: 'text' };

type InputControl = Exclude<
  Control,
  'textarea' | 'lines' | 'checkbox' | 'choice' | 'choices' | 'combobox' | 'comboboxes'
>;

const Input = (props: ControlProps & { readonly control: InputControl }) => {
  const { field, value, onChange, control } = props;
  const type = control === 'duration' ? 'text' : control;
  const isRange = type === 'range';
  return (
    <>
      <input
        {...controlAttributes(props)}
        {...limitsOf(field)}
        {...inputType(type)}
        {...(type === 'number' ? { inputMode: 'decimal' } : {})}
        autoComplete={type === 'password' ? 'new-password' : 'off'}
        placeholder={field.placeholder ?? ''}
        readOnly={field.readOnly}
        value={value as string}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
      {isRange && <output for={props.id}>{value}</output>}
    </>
  );
};

/** The control for a field of a form, by its kind. */
export const FieldInput = (props: ControlProps) => {
  const { control } = props.field;
  if (control === 'textarea' || control === 'lines') return <TextArea {...props} />;
  if (control === 'checkbox') return <CheckBox {...props} />;
  if (control === 'choice') return <ChoiceInput {...props} />;
  if (control === 'choices') return <ChoicesInput {...props} />;
  if (control === 'combobox' || control === 'comboboxes') return <Combobox {...props} />;
  return <Input {...props} control={control} />;
};
