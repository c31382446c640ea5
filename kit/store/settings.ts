/** Where a service keeps its documents. */
export type StoreSettings =
  | { readonly kind: 'mongo'; readonly url: string; readonly database: string }
  /** Files in a directory; in memory alone when it is undefined. */
  | { readonly kind: 'embedded'; readonly directory: string | undefined };
