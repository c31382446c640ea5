/**
 * The identity of the product that is built with the kit. The kit has no name of its own; each part receives this
 * value.
 */
export interface Product {
  /** The display name: the default realm of authentication challenges, the titles of OpenAPI documents and pages. */
  readonly name: string;
  /**
   * The identifier for programs: lower-case words joined by hyphens. It is part of token issuers (`urn:{slug}:…`), the
   * prefix of MongoDB database names (`{slug}-…`) and, with underscores, of metric names, and the default of the shared
   * service secret.
   */
  readonly slug: string;
  /** The prefix of link relations that are not registered with IANA (a CURIE, HAL §8.2): `{curie}:graphql`. */
  readonly curie: string;
}

/** Returns a URN in the product's namespace, such as the issuer of a token (RFC 7519 §4.1.1). */
export const urnIn = ({ slug }: Product, name: string): string => `urn:${slug}:${name}`;

/** Returns a metric name with the product's prefix, in the characters that Prometheus allows. */
export const metricName = ({ slug }: Product, name: string): string => `${slug.replaceAll('-', '_')}_${name}`;

/** Returns the name of a link relation with the product's prefix. */
export const relIn = ({ curie }: Product, name: string): string => `${curie}:${name}`;
