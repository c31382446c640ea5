import type { Definition } from '../../kit/resource/definition/definition.ts';
import type { Product } from '../../kit/util/product.ts';

/** A resource service, with its definition and its default port. */
export interface ServicePart {
  /** The name at the gateways. */
  readonly name: string;
  readonly product: Product;
  readonly definition: Definition;
  /** The default port. */
  readonly port: number;
  /** The environment variable that overrides the port. */
  readonly portVariable: string;
}

/** Services by the short name that `npm run start:part` uses: that of their folder. */
export type ServiceParts = Readonly<Record<string, ServicePart>>;

/** Thrown when folders in `subgraphs/` cannot be served. Each line of the message names a folder and its fault. */
export class PartError extends Error {
  override readonly name = 'PartError';
}
