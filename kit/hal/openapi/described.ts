import type { Definition } from '../../resource/definition/definition.ts';
import type { Additions } from '../../resource/definition/additions.ts';
import type { Limits } from '../../resource/limits.ts';
import type { Product } from '../../util/product.ts';

/** The resource and service that the OpenAPI description is derived from. */
export interface DescribedService {
  readonly product: Product;
  readonly definition: Definition;
  /** What other resources add. */
  readonly additions: Additions;
  readonly limits: Limits;
  /** The absolute URL of the service, without a trailing slash. */
  readonly base: string;
  /** Whether the service issues tokens, so that `/token` and `/jwks` are described. */
  readonly issuesTokens: boolean;
}
