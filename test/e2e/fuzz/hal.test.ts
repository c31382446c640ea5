import { fire, shots } from './hal-requests.ts';
import { routesOf } from './routes.ts';
import { fuzz } from './suite.ts';

fuzz({
  face: 'the HAL face',
  runs: 'fuzzRuns',
  claim: 'is answered, and what is no good is refused with a problem',
  plans: async (system, options) => shots(await routesOf(system), options),
  send: fire,
});
