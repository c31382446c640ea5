/** The identity of the product that is built with the kit. The kit itself has no name: every part is handed this value. */
export interface Product {
  /** Shown to people: the default realm of authentication challenges, titles of OpenAPI documents and pages. */
  readonly name: string;
  /**
   * Identifies the product to programs; lower-case words joined by hyphens. It is part of token issuers (`urn:{slug}:…`),
   * begins the names of MongoDB databases (`{slug}-…`) and, with underscores, of metrics, and is the default of the
   * shared service secret.
   */
  readonly slug: string;
  /** Prefix of the link relations that are not registered with IANA (a CURIE, HAL §8.2): `{curie}:graphql`. */
  readonly curie: string;
}

/** A URN in the product's namespace, such as the issuer of a token (RFC 7519 §4.1.1). */
export const urnIn = ({ slug }: Product, name: string): string => `urn:${slug}:${name}`;

/** The name of a metric with the product's prefix, as Prometheus allows it. */
export const metricName = ({ slug }: Product, name: string): string => `${slug.replaceAll('-', '_')}_${name}`;

/** The name of a link relation with the product's prefix. */
export const relIn = ({ curie }: Product, name: string): string => `${curie}:${name}`;
