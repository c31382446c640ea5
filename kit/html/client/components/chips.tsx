interface ChipsProps {
  readonly values: readonly string[];
  labelOf(value: string): string;
  onChange(values: readonly string[]): void;
}

/** The values that were chosen, each with a button to remove it. */
export const Chips = ({ values, labelOf, onChange }: ChipsProps) =>
  values.length === 0 ? null : (
    <ul class="chips">
      {values.map((each) => (
        <li key={each}>
          {labelOf(each)}
          <button
            type="button"
            class="quiet"
            aria-label={`Remove ${labelOf(each)}`}
            onClick={() => onChange(values.filter((other) => other !== each))}
          >
            ×
          </button>
        </li>
      ))}
    </ul>
  );
