import { fail, problemSlug, type Outcome, type ProblemKind } from '../../resource/problems.ts';
import { notFound } from '../../resource/common-problems.ts';
import { ok, type HalResponse, type RouteTable, type HalRequest } from '../request.ts';
import { jsonPages } from '../media-types.ts';
import { wantsHtml } from '../request.ts';
import { htmlPage } from '../html.ts';
import { httpProblems } from '../http-problems.ts';

/** `GET /problems/{slug}`: what a problem's `type` URI leads to; HTML for people, JSON for programs. */
export function problemRoutes(kinds: readonly ProblemKind[]): RouteTable<HalRequest> {
  const known = new Map([...kinds, ...httpProblems].map((kind) => [problemSlug(kind), kind]));
  const page = (exchange: HalRequest): Outcome<HalResponse> => {
    const kind = known.get(exchange.path['slug'] ?? '');
    if (kind === undefined)
      return fail(notFound(`there is no such problem; these are: ${[...known.keys()].join(', ')}`));
    const { name, title, status, description } = kind;
    return wantsHtml(exchange)
      ? ok(htmlPage(title, [`${name}, HTTP status ${status}.`, description]))
      : ok({ name, title, status, description });
  };
  return [['/problems/:slug', { GET: (exchange) => Promise.resolve(page(exchange)) }, jsonPages]];
}
