import type { ComponentChildren } from 'preact';

/** What a list shows that has nothing in it, and what to do about that. */
export const Empty = ({ title, children }: { readonly title: string; readonly children?: ComponentChildren }) => (
  <div class="card empty">
    <svg viewBox="0 0 48 48" width="48" height="48" aria-hidden="true">
      <rect x="6" y="9" width="36" height="33" rx="6" />
      <path d="M16 5v8M32 5v8M6 19h36" />
    </svg>
    <p class="empty-title">{title}</p>
    {children}
  </div>
);
