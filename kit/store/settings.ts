/** The store of a service. */
export type StoreSettings =
  | { readonly kind: 'mongo'; readonly url: string; readonly database: string }
  /** Files in a directory; an undefined directory keeps the documents in memory only. */
  | { readonly kind: 'embedded'; readonly directory: string | undefined };
