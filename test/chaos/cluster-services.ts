import { product } from '../../product/product.ts';
import type { DomainWord } from '../../scripts/domain.ts';
import type { ServicePart } from '../../scripts/parts.ts';
import { serviceParts } from '../support/parts.ts';

/** A service of the cluster: where it listens and stores. */
export type ClusterService = Pick<ServicePart, 'name' | 'product' | 'portVariable'>;

/** The short names of the services that operations are sent to. */
export type ServiceWord = DomainWord | typeof lateService;

/** The service that starts during the run. `speakers.mjs` defines it: it is no part of the product. */
export const lateService = 'speakers';

/** All services by their short names: those of the product, and the late one. */
export const clusterServices: Readonly<Record<string, ClusterService>> = {
  ...serviceParts,
  [lateService]: { name: 'speakers-service', product, portVariable: 'PORT_SPEAKERS' },
};
