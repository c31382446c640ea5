import type { ShownDocument } from '../model/document.ts';
import type { Problem } from '../model/problem.ts';
import { HalLink } from './hal-link.tsx';
import { RelatedLink } from './related-link.tsx';

const seconds = (number: number): string => (number === 1 ? '1 second' : `${number} seconds`);

interface ProblemNotesProps {
  readonly problem: Problem;
  /** The document on the page. */
  readonly document: ShownDocument;
  readonly withDetail?: boolean;
}

/** What a problem says: details, what is in the way, when to try again, and where it is explained. */
export const ProblemNotes = ({ problem, document, withDetail = true }: ProblemNotesProps) => {
  const { detail, related, retryAfterSeconds, type } = problem;
  return (
    <>
      {withDetail && detail !== undefined && <p>{detail}</p>}
      {related.length > 0 && (
        <ul class="related">
          {related.map((each) => (
            <RelatedLink key={each.href ?? each.reference?.id} related={each} document={document} />
          ))}
        </ul>
      )}
      {retryAfterSeconds !== undefined && <p>Try again in {seconds(retryAfterSeconds)}.</p>}
      {type !== undefined && (
        <p class="explained">
          <HalLink href={type}>What this means</HalLink>
        </p>
      )}
    </>
  );
};
