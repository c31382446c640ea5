import { ChangesLostError } from '../../store/port.ts';
import { defineProblem, isKind, type Problem, type ProblemKind } from '../problems.ts';

export const streamEnded = defineProblem({
  name: 'StreamEnded',
  status: 503,
  title: 'The stream of changes has ended',
  retryAfter: 1,
  description:
    'A stream of changes is open for a limited time, and ends when its service stops. Nothing is lost: open it again ' +
    'with the `id` of the last event in `Last-Event-ID`.',
});
export const rightsChanged = defineProblem({
  name: 'RightsChanged',
  status: 403,
  title: 'The rights of the caller have changed',
  description:
    'The account of the caller has another role or another name than when the stream of changes began, so that other ' +
    'documents may be visible. Open the stream again without `Last-Event-ID`, and read the documents anew.',
});
export const changesLost = defineProblem({
  name: 'ChangesLost',
  status: 410,
  title: 'The changes are not known any more',
  description:
    'The changes after the position in `Last-Event-ID`, or after the last event of a stream that is read too slowly, ' +
    'are not known any more, or never were. Open the stream without `Last-Event-ID`, and read the documents anew.',
});
export const tooManyStreams = defineProblem({
  name: 'TooManyStreams',
  status: 429,
  title: 'Too many streams of changes',
  retryAfter: 5,
  description: 'The caller has as many streams of changes as a service allows. Close one, then try again.',
});

/** The problems with which a stream of changes ends before its client leaves, or does not begin. */
const endings: readonly ProblemKind[] = [streamEnded, rightsChanged, changesLost];
/** The problems that only streams of changes have. */
export const streamProblems: readonly ProblemKind[] = [...endings, tooManyStreams];

/** Whether a problem says that a stream has ended. */
export const isEnding = (problem: Problem): boolean => endings.some((kind) => isKind(problem, kind));

/** Returns the problem of a feed that cannot tell all changes; undefined if the error is another one. */
export const lostChanges = (error: unknown): Problem | undefined =>
  error instanceof ChangesLostError
    ? changesLost('changes came faster than they were read, or are not known any more')
    : undefined;

/** Why a stream ends before its client leaves. */
export const streamEnds = {
  age: () => streamEnded('it was open for the longest time that is allowed'),
  rights: () => rightsChanged("the caller's account has changed"),
  stopping: () => streamEnded('the service is stopping'),
} as const;
