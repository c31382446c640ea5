import type { OperationSender, SenderSettings } from './sender.ts';
import { createGraphqlSender } from './graphql.ts';
import { createHalSender } from './hal.ts';

/** Creates the senders that workers pick from. The number of each is its weight. */
export const createSenders = (settings: SenderSettings): readonly OperationSender[] => [
  createHalSender(settings),
  createHalSender(settings),
  createGraphqlSender(settings, 'subgraph'),
  createGraphqlSender(settings, 'gateway'),
];
