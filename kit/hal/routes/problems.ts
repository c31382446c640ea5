import { fail, problemSlug, type Outcome, type ProblemKind } from '../../resource/problems.ts';
import { notFound } from '../../resource/common-problems.ts';
import { ok, type HalResponse, type RouteTable, type HalRequest } from '../request.ts';
import { json } from '../media-types.ts';
import { httpProblems } from '../http-problems.ts';
import { streamProblems } from '../../resource/streams/stream-problems.ts';

/** Creates `GET /problems/{slug}`, to which `type` URIs of problems lead. */
export function problemRoutes(kinds: readonly ProblemKind[]): RouteTable<HalRequest> {
  const kindsBySlug = new Map([...kinds, ...streamProblems, ...httpProblems].map((kind) => [problemSlug(kind), kind]));
  const page = (request: HalRequest): Outcome<HalResponse> => {
    const kind = kindsBySlug.get(request.path['slug'] ?? '');
    if (kind === undefined)
      return fail(notFound(`no such problem; the problems are: ${[...kindsBySlug.keys()].join(', ')}`));
    const { name, title, status, description } = kind;
    return ok({ name, title, status, description });
  };
  return [['/problems/:slug', { GET: (request) => Promise.resolve(page(request)) }, json]];
}
