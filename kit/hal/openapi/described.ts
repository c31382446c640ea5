import type { Definition } from '../../resource/definition/definition.ts';
import type { Limits } from '../../resource/limits.ts';
import type { Product } from '../../util/product.ts';

/** A resource as a service serves it: what the description is derived from. */
export interface DescribedService {
  readonly product: Product;
  readonly definition: Definition;
  readonly limits: Limits;
  /** The service's own URL, without a slash at the end. */
  readonly base: string;
  /** Whether the service issues tokens: then `/token` and `/jwks` are described. */
  readonly givesTokens: boolean;
}
