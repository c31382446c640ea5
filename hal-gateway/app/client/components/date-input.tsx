import { useEffect, useRef, useState } from 'preact/hooks';
import { isDate } from '../calendar/dates.ts';

/** Years before this one are years that are not typed to the end. */
const firstYear = '1000';

interface DateInputProps {
  readonly date: string;
  show(date: string): void;
}

/** A date that is shown as soon as it is typed or chosen. While it is being typed, nothing else changes it. */
export const DateInput = ({ date, show }: DateInputProps) => {
  const [typed, setTyped] = useState(date);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (document.activeElement !== input.current) setTyped(date);
  }, [date]);
  const type = (value: string): void => {
    setTyped(value);
    if (isDate(value) && value >= firstYear) show(value);
  };
  return (
    <input
      type="date"
      aria-label="Date"
      ref={input}
      value={typed}
      onInput={({ currentTarget }) => type(currentTarget.value)}
      onBlur={() => setTyped(date)}
    />
  );
};
