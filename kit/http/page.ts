import type { Response } from 'express';

/** A finished response of a part, as a page shows it. */
export interface FinishedResponse {
  readonly status: number;
  /** Header name, in lower case → value. */
  readonly headers: Readonly<Record<string, string>>;
  /** The JSON document. */
  readonly body: unknown;
  /** The URL that asks for HTTP Basic credentials and leads back, if the response asks for credentials. */
  readonly signIn?: string | undefined;
}

/** Renders a response to a request as an HTML document. */
export type RenderPage = (response: FinishedResponse) => string;

export const pageType = 'text/html';

/** Makes the responses to a request pages, because its client prefers HTML. */
export const setPageRenderer = ({ locals }: Response, render: RenderPage): void => void (locals['renderPage'] = render);

/** Returns what renders the response as a page; undefined if the client prefers JSON. */
export const pageRendererOf = ({ locals }: Response): RenderPage | undefined =>
  (locals as { renderPage?: RenderPage }).renderPage;
