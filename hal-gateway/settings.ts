import {
  maxUrlBytes,
  numberSetting,
  originsSetting,
  rateSettings,
  trustSetting,
  urlSetting,
  type Environment,
} from '../kit/service/settings.ts';
import type { Trust } from '../kit/http/forwarded.ts';
import type { RateSettings } from '../kit/http/rate-limit.ts';
import { storeSettings, type StoreSettings } from '../kit/store/settings.ts';

/** What the HAL gateway can be told. */
export interface HalGatewaySettings {
  /** 0 takes any free port. */
  readonly port: number;
  /** The absolute URL of the root, without a slash at the end; `http://localhost:{port}` if undefined. */
  readonly baseUrl: string | undefined;
  /** What the curies' hrefs begin with; the gateway itself if undefined. */
  readonly curiesNamespace: string | undefined;
  readonly store: StoreSettings;
  readonly cacheControl: string;
  /** Seconds until `Expires`; no such header when undefined. */
  readonly cacheExpires: number | undefined;
  /** Bytes of a registration. */
  readonly maxBodyBytes: number;
  /** Bytes of a request's path and query. */
  readonly maxUrlBytes: number;
  /** Milliseconds between looks at the homes of services that do not renew their registrations. */
  readonly probeIntervalMs: number;
  /** Whose pages may use the answers. */
  readonly corsOrigins: readonly string[] | '*';
  readonly trust: Trust;
  readonly rate: RateSettings;
}

/** The settings that an environment gives to the HAL gateway. Throws `SettingFault`. */
export function halGatewaySettings(env: Environment): HalGatewaySettings {
  const ports = { min: 0, max: 65_535 };
  const expires = numberSetting(env, 'HY_CACHE_EXPIRES', { fallback: -1, min: 0, max: 31_536_000 });
  const namespace = env['GW_CURIES_NAMESPACE_URI'];
  return {
    port: numberSetting(env, 'PORT_HAL_GATEWAY', {
      ...ports,
      fallback: numberSetting(env, 'HY_API_PORT', { ...ports, fallback: 2112 }),
    }),
    baseUrl: urlSetting(env, 'HY_BASE_URL'),
    curiesNamespace: namespace === '' ? undefined : namespace?.replace(/\/+$/, ''),
    store: storeSettings(env, 'hal-gateway'),
    cacheControl: env['HY_CACHE_CONTROL'] ?? 'no-cache',
    cacheExpires: expires < 0 ? undefined : expires,
    maxBodyBytes: numberSetting(env, 'GW_MAX_BODY_BYTES', { fallback: 102_400, min: 1024, max: 10_485_760 }),
    maxUrlBytes: maxUrlBytes(env),
    probeIntervalMs: numberSetting(env, 'GW_PROBE_INTERVAL_MS', { fallback: 5000, min: 100, max: 600_000 }),
    corsOrigins: originsSetting(env),
    trust: trustSetting(env),
    rate: rateSettings(env),
  };
}
