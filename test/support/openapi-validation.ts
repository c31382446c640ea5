import { Ajv2020, type AnySchema, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { hal, type HalAnswer, type HalBody, type HalRequest } from './clients.ts';

/** What a service's OpenAPI description says of one request. */
interface Description {
  readonly document: HalBody;
  /** Path templates as patterns, those without parameters first. */
  readonly paths: readonly (readonly [pattern: RegExp, path: string])[];
  readonly ajv: Ajv2020;
  readonly compiled: Map<string, ValidateFunction>;
}

const described = new Map<string, Promise<Description>>();

async function describe(origin: string): Promise<Description> {
  const document: HalBody = await (await fetch(`${origin}/openapi.json`)).json();
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addSchema(document as AnySchema, 'openapi');
  const parameters = (path: string): number => path.split('{').length;
  const paths = Object.keys(document.paths)
    .sort((a, b) => parameters(a) - parameters(b))
    .map((path) => [new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`), path] as const);
  return { document, paths, ajv, compiled: new Map() };
}

const pointer = (...parts: readonly string[]): string =>
  `openapi#/${parts.map((part) => encodeURIComponent(part.replace(/~/g, '~0').replace(/\//g, '~1'))).join('/')}`;

function check({ ajv, compiled }: Description, reference: string, value: unknown): void {
  const validate = compiled.get(reference) ?? ajv.compile({ $ref: reference });
  compiled.set(reference, validate);
  if (validate(value) !== true)
    throw new Error(`not as described at ${reference}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(value)}`);
}

/** A request, and what it was answered. */
export interface Exchange {
  readonly method: string;
  readonly request: HalRequest;
  readonly answer: HalAnswer;
}

/** Holds a request that was taken, and every answer, against the description. Throws where they differ. */
function hold(description: Description, path: string, { method, request, answer }: Exchange): void {
  const verb = method.toLowerCase();
  const operation = description.document.paths[path][verb];
  if (operation === undefined) {
    if (answer.status < 400) throw new Error(`${method} ${path} is not described, and was answered ${answer.status}`);
    return;
  }
  if (answer.status < 300 && request.body !== undefined && typeof request.body !== 'string') {
    const type = request.headers?.['content-type'] ?? 'application/json';
    check(description, pointer('paths', path, verb, 'requestBody', 'content', type, 'schema'), request.body);
  }
  const response = operation.responses[answer.status];
  if (response === undefined) throw new Error(`${method} ${path}: ${answer.status} is not described`);
  if (answer.body === undefined) return;
  const at =
    response.$ref === undefined
      ? ['paths', path, verb, 'responses', String(answer.status)]
      : ['components', 'responses', String(answer.status)];
  const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
  check(description, pointer(...at, 'content', type, 'schema'), answer.body);
}

/** Holds a request that was taken, and every answer, against the OpenAPI description of the service that was asked. */
export async function holdToDescription(url: string, exchange: Exchange): Promise<void> {
  const { origin, pathname } = new URL(url);
  const known = described.get(origin) ?? describe(origin);
  described.set(origin, known);
  const description = await known;
  const { status } = exchange.answer;
  const path = description.paths.find(([pattern]) => pattern.test(pathname))?.[1];
  if (path !== undefined) hold(description, path, exchange);
  else if (status < 400) throw new Error(`${pathname} is not described, and was answered ${status}`);
}

/** `hal`, with request and answer held against the description. */
export async function describedHal(method: string, url: string, request: HalRequest = {}): Promise<HalAnswer> {
  const answer = await hal(method, url, request);
  await holdToDescription(url, { method, request, answer });
  return answer;
}
