import Sequencer from '@jest/test-sequencer';

/**
 * The files of tests that take longest, which begin first, in this order: those in a browser one after the other. jest
 * itself knows only how large they are until it has run them.
 */
const longest = [
  'test/e2e/pages/chromium.test.ts',
  'test/e2e/add-a-resource/add-a-resource.test.ts',
  'test/e2e/accounts/accounts.test.ts',
  'test/e2e/schema/schema.test.ts',
  'test/e2e/booking/booking.test.ts',
  'test/e2e/playground/chromium.test.ts',
  'test/e2e/fuzz/hal.test.ts',
  'test/e2e/integrity/crash-recovery.test.ts',
  'test/e2e/graphql-gateway/graphql-gateway.test.ts',
];

const rankOf = ({ path }) => {
  const rank = longest.findIndex((each) => path.endsWith(each));
  return rank < 0 ? longest.length : rank;
};

/** Runs the tests that take longest first: a worker that begins one late would keep the others waiting. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).toSorted((one, other) => rankOf(one) - rankOf(other));
  }
}
