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
  export interface Answer {
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
    /** The same for every request, or those of each: the first is that of the start. */
    withRequestOptions(options: RequestOptions | readonly RequestOptions[]): Traversal;
    getResource(done: Done<unknown>): void;
    post(body: object, done: Done<Answer>): void;
    put(body: object, done: Done<Answer>): void;
    patch(body: object, done: Done<Answer>): void;
    delete(done: Done<Answer>): void;
  }
  const traverson: {
    from(url: string): Traversal;
    registerMediaType(mediaType: string, adapter: unknown): void;
  };
  export default traverson;
}
