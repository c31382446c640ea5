import { describeFuzzing } from '../suite.ts';
import { loadTarget } from './schema.ts';
import { sendGraphqlRequest, generateGraphqlRequests } from './requests.ts';

describeFuzzing({
  api: 'the GraphQL API',
  runsSetting: 'fuzzQueries',
  title: 'responds with data to valid documents, with listed error codes to others, and without internal details',
  plans: async ({ gateway, services, authorization }, options) => {
    const origins = [gateway, ...Object.values(services)];
    const asRoot = await authorization('root', gateway);
    return generateGraphqlRequests(await Promise.all(origins.map((origin) => loadTarget(origin, asRoot))), options);
  },
  send: sendGraphqlRequest,
});
