import type { Definition } from '../../kit/resource/definition/definition.ts';
import { serviceSettings } from '../../kit/service/settings.ts';
import { startService, type RunningService } from '../../kit/service/start.ts';
import type { Environment } from '../../kit/util/settings/setting.ts';
import { product } from '../../product/product.ts';

/** Starts a service that is not one of the four, on a free port. */
export const startExtraService = (
  definition: Definition,
  env: Environment,
  name = 'equipment-service',
): Promise<RunningService> =>
  startService(definition, serviceSettings(env, { name, port: 0, portVariable: 'NONE', product }));
