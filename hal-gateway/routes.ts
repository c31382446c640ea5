import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { z } from 'zod';
import { isKnown, readIfMatch } from '../kit/hal/conditional.ts';
import { readBody } from '../kit/hal/exchange.ts';
import { defaultLimits } from '../kit/resource/limits.ts';
import { methodNotAllowed, preconditionFailed, rateLimited } from '../kit/hal/http-problems.ts';
import { sendProblem } from '../kit/hal/problem-document.ts';
import { htmlPage } from '../kit/hal/problem-pages.ts';
import {
  fail,
  invalidBecause,
  malformed,
  notFound,
  stale,
  succeed,
  type Outcome,
  type Problem,
} from '../kit/resource/problems.ts';
import { registrationInput, type Registration, type RegistrationInput } from './registration.ts';
import type { Registry } from './registry.ts';
import { describeRelation, renderRegistration, renderRegistrations } from './representations.ts';
import { renderRoot } from './root.ts';
import type { HalGatewaySettings } from './settings.ts';
import { originOf } from '../kit/wire/forwarded.ts';
import type { RateLimit } from '../kit/wire/rate.ts';
import { outwardOf } from '../kit/wire/web.ts';

export interface RoutesSettings {
  readonly registry: Registry;
  readonly rateLimit: RateLimit;
  readonly settings: HalGatewaySettings;
}

type Handler = (request: Request, response: Response) => Promise<Problem | undefined>;
type Methods = Readonly<Partial<Record<'get' | 'post' | 'put' | 'delete', Handler>>>;

function sendHal(
  response: Response,
  body: { readonly _etag?: string; readonly _links: unknown },
  status = 200,
): undefined {
  if (body._etag !== undefined) response.set('ETag', `"${body._etag}"`);
  response.status(status).type('application/hal+json').send(JSON.stringify(body));
  return undefined;
}

function readInput(request: Request): Outcome<RegistrationInput> {
  const body = readBody(request, defaultLimits.bodyDepth);
  if (!body.ok) return body;
  if (body.value === undefined) return fail(malformed('a body is needed: {"name": …, "baseUrl": …, "rels": {…}}'));
  const parsed = registrationInput.safeParse(body.value);
  if (parsed.success) return succeed(parsed.data);
  return fail(
    invalidBecause(parsed.error.issues.map(({ path, message }) => ({ field: path.join('.') || '(body)', message }))),
  );
}

const where = z.strictObject({ name: z.string().optional(), baseUrl: z.string().optional() });

function readWhere(text: string | undefined): Outcome<z.infer<typeof where>> {
  try {
    const parsed = where.safeParse(text === undefined ? {} : JSON.parse(text));
    return parsed.success
      ? succeed(parsed.data)
      : fail(malformed('where: it may name name and baseUrl, each with text'));
  } catch {
    return fail(malformed('where: it is to be a JSON object, such as {"name":"venues-service"}'));
  }
}

const getRoot =
  ({ registry, settings }: RoutesSettings): Handler =>
  async (request, response) => {
    const root = renderRoot(await registry.live(), {
      base: outwardOf(response),
      namespace: settings.curiesNamespace ?? outwardOf(response),
    });
    response.set('Cache-Control', settings.cacheControl).set('ETag', `"${root._etag}"`).vary('Accept');
    if (settings.cacheExpires !== undefined)
      response.set('Expires', new Date(Date.now() + settings.cacheExpires * 1000).toUTCString());
    const ifMatch = request.get('if-match');
    const wanted = ifMatch === undefined ? succeed('*' as const) : readIfMatch(ifMatch);
    if (wanted.ok && wanted.value !== '*' && !wanted.value.includes(root._etag))
      return preconditionFailed(`the current entity tag is "${root._etag}"`);
    if (!isKnown(request.get('if-none-match'), root._etag)) return sendHal(response, root);
    response.status(304).end();
    return undefined;
  };

const getRegistrations =
  ({ registry }: RoutesSettings): Handler =>
  async (request, response) => {
    const wanted = readWhere([request.query['where'] ?? []].flat().map(String)[0]);
    if (!wanted.ok) return wanted.problem;
    const matches = (registration: Registration) =>
      Object.entries(wanted.value).every(([key, value]) => registration[key as 'name' | 'baseUrl'] === value);
    return sendHal(response, renderRegistrations((await registry.all()).filter(matches), outwardOf(response)));
  };

const postRegistration =
  ({ registry }: RoutesSettings): Handler =>
  async (request, response) => {
    const input = readInput(request);
    if (!input.ok) return input.problem;
    const { kind, registration } = await registry.register(input.value);
    const rendered = renderRegistration(registration, outwardOf(response));
    if (kind === 'created') response.set('Location', rendered._links.self.href);
    return sendHal(response, rendered, kind === 'created' ? 201 : 200);
  };

/** Finds the registration that the path names, and hands it on if `If-Match` allows. */
const withRegistration =
  (
    { registry }: RoutesSettings,
    then: (found: Registration, request: Request, response: Response) => Promise<Problem | undefined>,
    conditional: boolean,
  ): Handler =>
  async (request, response) => {
    const name = String(request.params['registration']);
    const found = await registry.find(name);
    if (found === undefined) return notFound(`no service has registered as ${JSON.stringify(name)}`);
    const ifMatch = conditional ? readIfMatch(request.get('if-match')) : succeed('*' as const);
    if (!ifMatch.ok) return ifMatch.problem;
    if (ifMatch.value !== '*' && !ifMatch.value.includes(found._etag))
      return stale(`the current entity tag is "${found._etag}"`);
    return then(found, request, response);
  };

const outdated = () => stale('it was changed at the same moment: read it again');

function itemMethods(parts: RoutesSettings): Methods {
  const { registry } = parts;
  return {
    get: withRegistration(
      parts,
      (found, _request, response) => Promise.resolve(sendHal(response, renderRegistration(found, outwardOf(response)))),
      false,
    ),
    put: withRegistration(
      parts,
      async (found, request, response) => {
        const input = readInput(request);
        if (!input.ok) return input.problem;
        const replaced = await registry.replace(found, input.value);
        return replaced === undefined
          ? outdated()
          : sendHal(response, renderRegistration(replaced, outwardOf(response)));
      },
      true,
    ),
    delete: withRegistration(
      parts,
      async (found, _request, response) => {
        if (!(await registry.remove(found))) return outdated();
        const base = outwardOf(response);
        const links = { self: { href: `${base}/gateway_registrations/${found._id}` }, home: { href: `${base}/` } };
        response.json({ _status: 'deleted', delete_count: 1, _links: links });
        return undefined;
      },
      true,
    ),
  };
}

const getRelation =
  ({ registry }: RoutesSettings): Handler =>
  async (request, response) => {
    const found = await registry.find(String(request.params['service']));
    const rel = String(request.params['rel']);
    const described = found === undefined ? undefined : describeRelation(found, rel);
    if (described === undefined) return notFound(`no service of that name offers the relation ${JSON.stringify(rel)}`);
    if (request.accepts(['application/json', 'text/html']) !== 'text/html') response.json(described);
    else
      response
        .type('html')
        .send(
          htmlPage(described.title, [
            `${described.rel}, of ${described.service}: ${described.methods.join(', ')}.`,
            described.description,
            `It leads to ${described.hrefs.join(', ')}.`,
            ...(described.form === undefined ? [] : [`Its form is at ${described.form}.`]),
          ]),
        );
    return undefined;
  };

const getHealth =
  ({ registry }: RoutesSettings): Handler =>
  async (_request, response) => {
    const [all, live] = [await registry.all(), await registry.live()];
    response.json({
      status: 'ok',
      registrations: { live: live.map(({ name }) => name), gone: all.length - live.length },
    });
    return undefined;
  };

/** Every route of the HAL gateway; other methods are answered 405, and OPTIONS says which there are. */
export function halGatewayRoutes(parts: RoutesSettings): Router {
  const table: readonly (readonly [string, Methods])[] = [
    ['/', { get: getRoot(parts) }],
    ['/gateway_registrations', { get: getRegistrations(parts), post: postRegistration(parts) }],
    ['/gateway_registrations/:registration', itemMethods(parts)],
    ['/health', { get: getHealth(parts) }],
    ['/:service/relations/:rel', { get: getRelation(parts) }],
  ];
  const router = express.Router();
  router.use(express.text({ type: () => true, limit: parts.settings.maxBodyBytes }));
  for (const [path, methods] of table) mount(router, { path, methods }, parts);
  return router;
}

/** Counts the request against the address that it comes from. */
const limitRate =
  ({ rateLimit, settings }: RoutesSettings): RequestHandler =>
  async (request, response, next) => {
    const address = originOf(request, settings.trust).address ?? 'unknown';
    const quota = await rateLimit.count({ caller: undefined, address });
    response.set(quota?.headers ?? {});
    const retryAfter = quota?.exhaustedFor;
    if (retryAfter === undefined) return next();
    const problem = rateLimited(`that is all for now; there is more in ${retryAfter} s`, { retryAfter });
    sendProblem(response, problem, { instance: request.originalUrl });
  };

function mount(router: Router, { path, methods }: { path: string; methods: Methods }, parts: RoutesSettings): void {
  const allow = [
    'get' in methods ? ['HEAD'] : [],
    Object.keys(methods).map((method) => method.toUpperCase()),
    'OPTIONS',
  ]
    .flat()
    .join(', ');
  const route = router.route(path);
  route.all(limitRate(parts));
  const refuse = (request: Request, response: Response, problem: Problem) =>
    sendProblem(response, problem, { instance: request.originalUrl });
  for (const [method, handler] of Object.entries(methods)) {
    route[method as keyof Methods](async (request, response) => {
      const problem = await handler(request, response);
      if (problem !== undefined) refuse(request, response, problem);
    });
  }
  route.options((_request, response) => void response.set('Allow', allow).status(204).end());
  route.all((request, response) => {
    response.set('Allow', allow);
    refuse(request, response, methodNotAllowed(`${request.method} is not for this: it takes ${allow}`));
  });
}
