import { Ajv2020, type AnySchema, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { hal, type HalResult, type HalBody, type HalRequestOptions } from './clients.ts';

/** A service's OpenAPI document, prepared for validation. */
interface OpenApiDescription {
  readonly document: HalBody;
  /** Path templates as patterns; those with fewer parameters come first. */
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
    throw new Error(`not valid against ${reference}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(value)}`);
}

/** A request and its response. */
export interface RequestResponsePair {
  readonly method: string;
  readonly request: HalRequestOptions;
  readonly response: HalResult;
}

/** Validates the body of a successful request, and every response. @throws if one does not match the description. */
function validatePair(
  description: OpenApiDescription,
  path: string,
  { method, request, response }: RequestResponsePair,
): void {
  const verb = method.toLowerCase();
  const operation = description.document.paths[path][verb];
  if (operation === undefined) {
    if (response.status < 400) throw new Error(`${method} ${path} has status ${response.status}, but is not described`);
    return;
  }
  if (response.status < 300 && request.body !== undefined && typeof request.body !== 'string') {
    const type = request.headers?.['content-type'] ?? 'application/json';
    validateValue(description, pointer('paths', path, verb, 'requestBody', 'content', type, 'schema'), request.body);
  }
  const described = operation.responses[response.status];
  if (described === undefined) throw new Error(`${method} ${path}: the status ${response.status} is not described`);
  if (response.body === undefined) return;
  const location =
    described.$ref === undefined
      ? ['paths', path, verb, 'responses', String(response.status)]
      : ['components', 'responses', String(response.status)];
  const type = response.headers.get('content-type')?.split(';')[0] ?? '';
  validateValue(description, pointer(...location, 'content', type, 'schema'), response.body);
}

interface DescribedPath {
  readonly description: OpenApiDescription;
  /** The template of a path; undefined if it is not described. */
  readonly path: string | undefined;
}

async function describePath({ origin, pathname }: URL): Promise<DescribedPath> {
  const loading = descriptions.get(origin) ?? loadDescription(origin);
  descriptions.set(origin, loading);
  const description = await loading;
  return { description, path: description.paths.find(([pattern]) => pattern.test(pathname))?.[1] };
}

/** Validates a request and its response against the service's OpenAPI description. @throws on a mismatch. */
export async function validateAgainstDescription(url: string, pair: RequestResponsePair): Promise<void> {
  const target = new URL(url);
  let described = await describePath(target);
  if (described.path === undefined) {
    // The service that was described may have closed, and another one have got its port.
    descriptions.delete(target.origin);
    described = await describePath(target);
  }
  const { description, path } = described;
  const { status } = pair.response;
  if (path !== undefined) validatePair(description, path, pair);
  else if (status < 400) throw new Error(`${target.pathname} has status ${status}, but is not described`);
}

/** Sends a request as `hal` does, and validates it and its response against the description. */
export async function validatedHal(method: string, url: string, request: HalRequestOptions = {}): Promise<HalResult> {
  const response = await hal(method, url, request);
  await validateAgainstDescription(url, { method, request, response });
  return response;
}
