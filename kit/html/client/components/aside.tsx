import { useState } from 'preact/hooks';
import { curlCommand } from '../aside/curl.ts';
import type { ShownDocument } from '../model/document.ts';
import { usePage } from './context.ts';
import { CopyText } from './copy-text.tsx';
import { Graphql } from './graphql.tsx';
import { Source } from './source.tsx';

const tabs = { document: 'Document', curl: 'curl', graphql: 'GraphQL' } as const;
type Tab = keyof typeof tabs;
const names = Object.keys(tabs) as readonly Tab[];

/** Arrow keys move between tabs (the WAI-ARIA tabs pattern). */
function tabAfter(tab: Tab, key: string): Tab | undefined {
  const index = names.indexOf(tab);
  const steps: Readonly<Record<string, number>> = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: -1 };
  const next = steps[key];
  return next === undefined ? undefined : names.at(next % names.length);
}

interface AsideProps {
  readonly document: ShownDocument;
  readonly graphql: string | undefined;
}

const Panel = ({ tab, document, graphql }: AsideProps & { readonly tab: Tab }) => {
  const { session } = usePage();
  const { method, url } = document;
  if (tab === 'document') return <Source document={document} />;
  if (tab === 'graphql') return <Graphql document={document} gateway={graphql} />;
  return (
    <>
      <CopyText text={curlCommand({ method, url }, session !== undefined)} label="Command" />
      {session !== undefined && (
        <p class="hint">Put your own token in the variable TOKEN. Forms have commands of their own.</p>
      )}
    </>
  );
};

/** The same document for programs: as it came, as a `curl` command, and as a GraphQL query. */
export const Aside = (props: AsideProps) => {
  const [tab, setTab] = useState<Tab>('document');
  const press = (event: KeyboardEvent): void => {
    const next = tabAfter(tab, event.key);
    if (next === undefined) return;
    event.preventDefault();
    setTab(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <aside class="aside" aria-label="For programs">
      <div role="tablist" aria-label="Forms of this document" class="tabs" onKeyDown={press}>
        {names.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`tab-${name}`}
            aria-selected={name === tab}
            aria-controls="tab-panel"
            tabIndex={name === tab ? 0 : -1}
            onClick={() => setTab(name)}
          >
            {tabs[name]}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="tab-panel" aria-labelledby={`tab-${tab}`} class="card panel">
        <Panel tab={tab} {...props} />
      </div>
    </aside>
  );
};
