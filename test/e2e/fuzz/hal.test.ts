import { sendHalCase, generateHalCases } from './hal-requests.ts';
import { listFuzzRoutes } from './routes.ts';
import { describeFuzzing } from './suite.ts';

describeFuzzing({
  api: 'the HAL API',
  runsSetting: 'fuzzRuns',
  title: 'responds to every request, and to invalid ones with a problem',
  plans: async (system, options) => generateHalCases(await listFuzzRoutes(system), options),
  send: sendHalCase,
});
