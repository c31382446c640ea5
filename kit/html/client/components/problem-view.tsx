import type { ShownDocument } from '../model/document.ts';
import type { Problem } from '../model/problem.ts';
import { usePage } from './context.ts';
import { ProblemNotes } from './problem-notes.tsx';

/** What somebody can do about a problem, by its status. */
const advice: Readonly<Record<number, string>> = {
  401: 'Sign in to see this.',
  403: 'Your account may not do this.',
  404: 'It may have been removed, or you may not be allowed to see it.',
  405: 'This address is for changes, which are forms on other documents. It cannot be read.',
};

/** A document that could not be shown: what is wrong, and what to do. */
export const ProblemView = ({ problem, document }: { readonly problem: Problem; readonly document: ShownDocument }) => {
  const { reload, askToSignIn, session, isSigningIn } = usePage();
  if (problem.status === 401 && isSigningIn) return <p>{problem.detail ?? advice[401]}</p>;
  return (
    <div class="problem">
      {problem.status > 0 && <p class="status">{problem.status}</p>}
      <ProblemNotes problem={problem} document={document} />
      {advice[problem.status] !== undefined && <p>{advice[problem.status]}</p>}
      <p class="buttons">
        {problem.status === 401 && session === undefined && (
          <button type="button" onClick={askToSignIn}>
            Sign in
          </button>
        )}
        <button type="button" class="quiet" onClick={reload}>
          Try again
        </button>
        {problem.status === 0 && (
          <a class="button quiet" href={document.url}>
            Open it by itself
          </a>
        )}
      </p>
    </div>
  );
};
