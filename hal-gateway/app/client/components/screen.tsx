import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { ProblemNotes } from '../../../../kit/html/client/components/problem-notes.tsx';
import { usePage } from '../../../../kit/html/client/components/context.ts';
import { isSuccess, type ShownDocument } from '../../../../kit/html/client/model/document.ts';
import { problemOf } from '../../../../kit/html/client/model/problem.ts';
import type { Source } from './use-source.ts';

/** What somebody can do about a refusal, by its status. */
const advice: Readonly<Record<number, string>> = {
  0: 'Check your connection. The page tries again when you ask it to.',
  401: 'Sign in to see this.',
  403: 'Your account may not do this. Ask a manager.',
  404: 'It may have been removed. Go back, and choose another.',
  429: 'There were too many requests. Wait a moment, and try again.',
  503: 'The service has too much to do, or is starting. Wait a moment, and try again.',
};

interface RefusalProps {
  readonly document: ShownDocument;
  /** Whether there is no heading above. */
  readonly isView: boolean;
  retry(): void;
}

/** Why a view cannot be shown, and what to do. */
const Refusal = ({ document, isView, retry }: RefusalProps) => {
  const { session, isSigningIn, askToSignIn } = usePage();
  const problem = problemOf(document);
  useEffect(() => {
    if (document.status === 401 && session === undefined) askToSignIn();
  }, [document]);
  if (problem === undefined) return null;
  if (document.status === 401 && isSigningIn) return isView ? <h1 class="hidden">{problem.title}</h1> : null;
  const Heading = isView ? 'h1' : 'h2';
  return (
    <div class="problem" role="alert">
      <Heading>{problem.title}</Heading>
      <ProblemNotes problem={{ ...problem, type: undefined }} document={document} />
      {advice[problem.status] !== undefined && <p>{advice[problem.status]}</p>}
      <p class="buttons">
        {document.status === 401 && session === undefined && (
          <button type="button" onClick={askToSignIn}>
            Sign in
          </button>
        )}
        <button type="button" class="quiet" onClick={retry}>
          Try again
        </button>
        <a class="button quiet" href="#">
          All venues
        </a>
      </p>
    </div>
  );
};

/** Says that what is shown may be old, because its service does not answer. */
const Stale = ({ retry }: { retry(): void }) => (
  <p class="stale" role="status">
    <span>This may be out of date: the service does not answer.</span>
    <button type="button" class="quiet" onClick={retry}>
      Try again
    </button>
  </p>
);

interface ScreenProps {
  readonly source: Source;
  /** Whether the document is what the view is about, and has its heading. */
  readonly isView?: boolean;
  /** Shows the document. */
  children(document: ShownDocument): ComponentChildren;
}

/** A part of a view that shows a document: until it is there, its outline, and a spinner if that takes long. */
export const Screen = ({ source, isView = false, children }: ScreenProps) => {
  const { document, failure, isSlow, reload } = source;
  if (document === undefined)
    return (
      <div class="outline" aria-busy="true">
        {isView && <h1 class="hidden">Loading</h1>}
        {isSlow && <span class="spinner" role="status" aria-label="Loading" />}
      </div>
    );
  if (!isSuccess(document)) return <Refusal document={document} isView={isView} retry={reload} />;
  return (
    <>
      {failure !== undefined && <Stale retry={reload} />}
      {children(document)}
    </>
  );
};
