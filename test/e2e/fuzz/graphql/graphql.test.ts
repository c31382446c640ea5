import { fuzz } from '../suite.ts';
import { targetAt } from './schema.ts';
import { ask, requests } from './requests.ts';

fuzz({
  face: 'the GraphQL face',
  runs: 'fuzzQueries',
  claim: 'is answered, valid queries with data, others with errors of the list, and tells nothing of the inside',
  plans: async ({ gateway, services, authorization }, options) => {
    const origins = [gateway, ...Object.values(services)];
    const asRoot = await authorization('root');
    return requests(await Promise.all(origins.map((origin) => targetAt(origin, asRoot))), options);
  },
  send: ask,
});
