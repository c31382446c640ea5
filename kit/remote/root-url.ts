import type { HalLinks } from './hal-links.ts';

/** Returns the URL of the HAL gateway's root for browsers: as the root has it, else as the part is configured. */
export const rootUrlOf = (links: HalLinks | undefined, gatewayUrl: string): string =>
  links?.get('self')?.[0]?.href ?? new URL(gatewayUrl).href;
