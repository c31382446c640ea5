import { createHttpClient } from '../kit/http/client.ts';
import { gatewayUrl, serviceSecretOf } from '../kit/service/settings/shared.ts';
import { removeBlankVariables } from '../kit/util/settings/blank-variables.ts';
import { readSettings } from '../kit/util/settings/setting.ts';
import { product } from '../product/product.ts';
import { retireService } from './retire-service.ts';

/**
 * `npm run retire -- speakers`: retires a service that is gone for good, so that no other service asks it any more
 * before a removal. The argument is the plural of its resource, or the service's name.
 */
async function retire(name: string): Promise<void> {
  const { gatewayUrl: url, secret } = readSettings({ gatewayUrl, secret: serviceSecretOf(product) }, process.env);
  const client = createHttpClient({ timeoutMs: 30_000 });
  try {
    await retireService(name, { client, gatewayUrl: url, secret, product, progress: (line) => console.log(line) });
    console.log(`${name} is retired.`);
  } finally {
    await client.close();
  }
}

const [name, ...rest] = process.argv.slice(2);
if (name === undefined || name === '' || rest.length > 0) {
  console.error('Usage: npm run retire -- {service}, such as npm run retire -- speakers');
  process.exitCode = 1;
} else {
  try {
    removeBlankVariables(process.env);
    await retire(name);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
