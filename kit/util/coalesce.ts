import DataLoader from 'dataloader';

/**
 * Joins questions that come while others are under way into one: each is answered by a load that began after it was
 * asked, and nothing is remembered. One load runs at a time, and takes up to `most` questions.
 */
export function coalesce<Question, Answer>(
  load: (questions: readonly Question[]) => Promise<readonly Answer[]>,
  most: number,
): (question: Question) => Promise<Answer> {
  let running: Promise<unknown> = Promise.resolve();
  const loader = new DataLoader<Question, Answer>(
    (questions) => {
      const loading = load(questions);
      running = loading.catch(() => undefined);
      return loading;
    },
    { cache: false, maxBatchSize: most, batchScheduleFn: (dispatch) => void running.then(dispatch) },
  );
  return (question) => loader.load(question);
}
