import { Ajv2020, type AnySchema, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { hal, type HalResult, type HalBody, type HalRequestOptions } from './clients.ts';

/** What a service's OpenAPI description says of one request. */
interface OpenApiDescription {
  readonly document: HalBody;
  /** Path templates as patterns, those without parameters first. */
  readonly paths: readonly (readonly [pattern: RegExp, path: string])[];
  readonly ajv: Ajv2020;
  readonly compiled: Map<string, ValidateFunction>;
}

const descriptions = new Map<string, Promise<OpenApiDescription>>();

async function loadDescription(origin: string): Promise<OpenApiDescription> {
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

function validateValue({ ajv, compiled }: OpenApiDescription, reference: string, value: unknown): void {
  const validate = compiled.get(reference) ?? ajv.compile({ $ref: reference });
  compiled.set(reference, validate);
  if (validate(value) !== true)
    throw new Error(`not as described at ${reference}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(value)}`);
}

/** A request, and what it was answered. */
export interface RequestResponsePair {
  readonly method: string;
  readonly request: HalRequestOptions;
  readonly response: HalResult;
}

/** Holds a request that was taken, and every answer, against the description. Throws where they differ. */
function validatePair(
  description: OpenApiDescription,
  path: string,
  { method, request, response: answer }: RequestResponsePair,
): void {
  const verb = method.toLowerCase();
  const operation = description.document.paths[path][verb];
  if (operation === undefined) {
    if (answer.status < 400) throw new Error(`${method} ${path} is not described, and was answered ${answer.status}`);
    return;
  }
  if (answer.status < 300 && request.body !== undefined && typeof request.body !== 'string') {
    const type = request.headers?.['content-type'] ?? 'application/json';
    validateValue(description, pointer('paths', path, verb, 'requestBody', 'content', type, 'schema'), request.body);
  }
  const response = operation.responses[answer.status];
  if (response === undefined) throw new Error(`${method} ${path}: ${answer.status} is not described`);
  if (answer.body === undefined) return;
  const at =
    response.$ref === undefined
      ? ['paths', path, verb, 'responses', String(answer.status)]
      : ['components', 'responses', String(answer.status)];
  const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
  validateValue(description, pointer(...at, 'content', type, 'schema'), answer.body);
}

/** Holds a request that was taken, and every answer, against the OpenAPI description of the service that was asked. */
export async function validateAgainstDescription(url: string, exchange: RequestResponsePair): Promise<void> {
  const { origin, pathname } = new URL(url);
  const known = descriptions.get(origin) ?? loadDescription(origin);
  descriptions.set(origin, known);
  const description = await known;
  const { status } = exchange.response;
  const path = description.paths.find(([pattern]) => pattern.test(pathname))?.[1];
  if (path !== undefined) validatePair(description, path, exchange);
  else if (status < 400) throw new Error(`${pathname} is not described, and was answered ${status}`);
}

/** `hal`, with request and answer held against the description. */
export async function validatedHal(method: string, url: string, request: HalRequestOptions = {}): Promise<HalResult> {
  const response = await hal(method, url, request);
  await validateAgainstDescription(url, { method, request, response });
  return response;
}
