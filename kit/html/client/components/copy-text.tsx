import { useState } from 'preact/hooks';

/** A text to copy, with a button for that. */
export const CopyText = ({ text, label }: { readonly text: string; readonly label: string }) => {
  const [isCopied, setCopied] = useState(false);
  const copy = (): void =>
    void navigator.clipboard.writeText(text).then(
      () => {
        setCopied(true);
        setTimeout(() => setCopied(false), 2000);
      },
      () => undefined,
    );
  return (
    <div class="copy-text">
      <pre tabIndex={0} role="region" aria-label={label}>
        <code>{text}</code>
      </pre>
      <button type="button" class="quiet" onClick={copy}>
        {isCopied ? 'Copied' : 'Copy'}
        <span class="hidden"> {label}</span>
      </button>
    </div>
  );
};
