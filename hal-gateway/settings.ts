import { authenticationTable } from '../kit/service/settings/authentication.ts';
import * as shared from '../kit/service/settings/shared.ts';
import { storeOf, storeTableOf } from '../kit/service/settings/store.ts';
import type { StoreSettings } from '../kit/store/settings.ts';
import { logSettings } from '../kit/util/log.ts';
import type { Product } from '../kit/util/product.ts';
import { readSettings, type Environment, type SettingsOf } from '../kit/util/settings/setting.ts';
import { converted, integer, text, withDefault } from '../kit/util/settings/types.ts';
import { product } from '../product/product.ts';
import { durationsTable, guestsAdmitted, limitsTable, probeTable } from './registry-settings.ts';

/** Settings whose values are used unchanged. */
const valuesTable = {
  /** The absolute URL of the root, without a slash at the end; undefined is `http://localhost:{port}`. */
  baseUrl: shared.baseUrl,
  /** The prefix of the curies' hrefs in the root; undefined is the gateway's own URL. */
  curiesNamespace: converted(
    text({
      variable: 'GW_CURIES_NAMESPACE_URI',
      group: 'Gateways and discovery',
      description: "The prefix of the curies' hrefs in the HAL gateway's root.",
      default: undefined,
      expected: 'a URI',
      unset: "the HAL gateway's own URL, which serves the documentation of relations",
    }),
    (namespace) => namespace?.replace(/\/+$/, ''),
  ),
  /** The `Cache-Control` of responses to reads. */
  cacheControl: withDefault(shared.cacheControl, 'no-cache'),
  ...shared.halTable,
  ...shared.pagesTable,
  /** Largest request body in bytes. */
  maxBodyBytes: integer({
    variable: 'GW_MAX_BODY_BYTES',
    group: 'Limits',
    description: 'The largest request body that the HAL gateway accepts, in bytes; a larger one gets 413.',
    min: 1024,
    max: 10_485_760,
    default: 102_400,
  }),
  /** Whether services may register without a service token. */
  guests: guestsAdmitted,
  limits: limitsTable,
  durations: durationsTable,
  probes: probeTable,
  /** Whether the password of `root` is accepted. */
  basic: authenticationTable.basic,
  /** The services that the relations of accounts are read from. */
  meant: shared.meantServiceNames,
  /** The realm of authentication challenges. */
  realm: shared.realmOf(product),
  /** The shared secret for service-to-service authentication. */
  serviceSecret: shared.serviceSecretOf(product),
  ...shared.httpTable,
};

/** Every setting that the HAL gateway reads. */
export const halGatewayTable = {
  ports: {
    own: shared.ownHalGatewayPort,
    api: shared.apiPort,
  },
  store: storeTableOf(product),
  values: valuesTable,
  log: logSettings,
};

/** The configuration of the HAL gateway. */
export interface HalGatewaySettings extends SettingsOf<typeof valuesTable>, shared.PortSettings {
  readonly product: Product;
  readonly store: StoreSettings;
}

/** Reads the configuration of the HAL gateway from an environment. @throws InvalidSettingError */
export function halGatewaySettings(env: Environment): HalGatewaySettings {
  const { ports, store, values } = readSettings(halGatewayTable, env);
  return {
    ...values,
    product,
    ...shared.choosePort(ports, shared.halGatewayPort),
    store: storeOf(store, { name: 'hal-gateway', product }),
  };
}
