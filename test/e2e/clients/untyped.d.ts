declare module 'halfred' {
  interface Parsed {
    validationIssues(): readonly { readonly code: string; readonly message: string; readonly path: string }[];
    link(rel: string): { readonly href: string; readonly templated?: boolean } | null;
    linkArray(rel: string): readonly { readonly href: string }[] | null;
    embeddedArray(rel: string): readonly Parsed[] | null;
  }
  const halfred: { parse(document: unknown): Parsed; enableValidation(): void };
  export default halfred;
}

declare module 'traverson-hal' {
  const adapter: { readonly mediaType: string };
  export default adapter;
}

declare module 'traverson' {
  export type Done<T> = (error: Error | null, result: T) => void;
  export interface TraversonResponse {
    readonly statusCode: number;
    readonly body: string;
  }
  export interface RequestOptions {
    readonly headers: Readonly<Record<string, string>>;
  }
  export interface Traversal {
    jsonHal(): Traversal;
    follow(...links: readonly string[]): Traversal;
    withTemplateParameters(parameters: object): Traversal;
    /** Sets the options of all requests, or of each request; the first is the request to the start URL. */
    withRequestOptions(options: RequestOptions | readonly RequestOptions[]): Traversal;
    getResource(done: Done<unknown>): void;
    post(body: object, done: Done<TraversonResponse>): void;
    put(body: object, done: Done<TraversonResponse>): void;
    patch(body: object, done: Done<TraversonResponse>): void;
    delete(done: Done<TraversonResponse>): void;
  }
  const traverson: {
    from(url: string): Traversal;
    registerMediaType(mediaType: string, adapter: unknown): void;
  };
  export default traverson;
}
