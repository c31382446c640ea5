import type { FormField } from './field.ts';

/** The step of a field. Times are typed in minutes, unless there are seconds already: browsers then ask for them. */
const stepOf = ({ control, step, value }: FormField): string | undefined =>
  control === 'time' && !/:\d\d:(?!00)/.test(String(value)) ? undefined : step;

/** Returns the attributes of an input that limit its value. */
export function limitsOf(field: FormField): Readonly<Record<string, string | number>> {
  const { min, max, minLength, maxLength } = field;
  const limits = { min, max, step: stepOf(field), minLength, maxLength };
  return Object.fromEntries(
    Object.entries(limits).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
}
