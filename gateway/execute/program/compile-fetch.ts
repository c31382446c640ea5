import type { GraphQLSchema } from 'graphql';
import { isObject } from '../../../kit/util/is-object.ts';
import { jsonString, jsonValue } from '../../../kit/util/json-string.ts';
import { entityKeys, rootKeys } from '../response/document-fields.ts';
import { shapeOf } from '../response/request-shape.ts';
import type { Shape } from '../response/response-shape.ts';
import { unavailable, type Faults, type Key, type ServiceError } from '../faults.ts';
import { mergeData } from './merge-data.ts';
import type { FetchNode } from './query-plan.ts';
import { compileGrouping, type EntityGroup, type GroupEntities, type MissingField } from './representations.ts';
import { compileRewrites, type Rewrite } from './rewrites.ts';
import type { DataObject, FetchRequest, Run, Step } from './run.ts';
import type { Supergraph } from '../supergraph.ts';

/** A request of a plan, without the values of one execution. */
interface Fetch {
  readonly node: FetchNode;
  /** The response keys of the fields that it gets for each object. */
  readonly keys: ReadonlySet<string>;
  /** Undefined if the data stay as they are. */
  readonly rewriteOutput: Rewrite | undefined;
  /** The keys that the rewrite renames. */
  readonly renamed: ReadonlyMap<string, string>;
  readonly supergraph: Supergraph;
  /** The body of the request up to the values of its variables, in JSON. */
  readonly bodyStart: string;
  readonly variables: readonly FetchVariable[];
  /** Checks the data of the response. */
  readonly shape: Shape;
}

/** A variable of a request. */
interface FetchVariable {
  /** Its name, with what follows it in JSON. */
  readonly prefix: string;
  readonly clientName: string;
}

/** What compiling a plan needs. */
export interface CompilerParts {
  /** The schema of what services answer, also of what is hidden from clients. */
  readonly internalSchema: GraphQLSchema;
  readonly supergraph: Supergraph;
  /** Returns the client's name of a variable. */
  readonly clientVariable: (name: string) => string;
}

/** Compiles a request to a service. */
export function compileFetch(node: FetchNode, { internalSchema, supergraph, clientVariable }: CompilerParts): Step {
  const { requires, outputRewrites = [], operation } = node;
  const own = requires === undefined ? rootKeys(operation) : entityKeys(operation);
  const renamed = new Map(
    outputRewrites.flatMap((each) => (each.kind === 'KeyRenamer' ? [[each.path.at(-1) ?? '', each.renameKeyTo]] : [])),
  );
  const fetch: Fetch = {
    node,
    keys: new Set([...own, ...renamed.values()]),
    renamed,
    rewriteOutput: outputRewrites.length > 0 ? compileRewrites(outputRewrites, supergraph) : undefined,
    supergraph,
    bodyStart: bodyStartOf(node),
    variables: (node.variableUsages ?? []).map((name) => ({
      prefix: `${jsonString(name)}:`,
      clientName: clientVariable(name),
    })),
    shape: shapeOf(operation, internalSchema),
  };
  if (requires === undefined) return fetchRoot(fetch);
  const rewrite = node.inputRewrites?.length ? compileRewrites(node.inputRewrites, supergraph) : undefined;
  return fetchEntities(fetch, compileGrouping({ requires, rewrite }, supergraph));
}

function bodyStartOf({ operation, operationName }: FetchNode): string {
  const name = operationName === undefined ? '' : `"operationName":${jsonString(operationName)},`;
  return `{${name}"query":${JSON.stringify(operation)},"variables":{`;
}

/** Gets fields of the root type. */
const fetchRoot =
  (fetch: Fetch): Step =>
  async (run, targets) => {
    const result = await run.send(requestOf(fetch, run));
    const service = fetch.node.serviceName;
    if (result.kind === 'failure')
      return addAbsences(targets, { fetch, faults: run.faults }, unavailable(service, result.code));
    const { data, errors = [] } = result.response;
    const all = errors.map((error) => serviceError(error, fetch));
    for (const target of targets) addData(target, { data, errors: all, fetch }, run.faults);
  };

/** Gets fields of entities; of equal ones once. */
const fetchEntities =
  (fetch: Fetch, group: GroupEntities): Step =>
  async (run, targets) => {
    const { faults } = run;
    const groups = group(targets, (target, missing) => addMissing(target, missing, { fetch, faults }));
    if (groups.length === 0) return;
    const result = await run.send(requestOf(fetch, run, groups));
    const service = fetch.node.serviceName;
    if (result.kind === 'failure') {
      const all = groups.flatMap((each) => each.targets);
      return addAbsences(all, { fetch, faults }, unavailable(service, result.code));
    }
    if (groups.length < targets.length) run.hasSharedObjects = true;
    addEntities(groups, { fetch, faults }, result.response);
  };

function requestOf(
  { node, bodyStart, variables, shape }: Fetch,
  run: Run,
  groups: readonly EntityGroup[] = [],
): FetchRequest {
  const members = variables.flatMap(({ prefix, clientName }) => {
    const value = run.variables[clientName];
    return value === undefined ? [] : [prefix + jsonValue(value)];
  });
  if (groups.length > 0) members.push(`"representations":[${groups.map(({ text }) => text).join()}]`);
  return {
    node,
    service: node.serviceName,
    query: node.operation,
    kind: node.operationKind,
    body: `${bodyStart}${members.join()}}}`,
    entityTypes: groups.map(({ typeName }) => typeName),
    shape,
  };
}

/** Without what the service requires, its fields have no values, for the same reason. */
function addMissing(target: DataObject, missing: MissingField, { fetch, faults }: FaultParts): void {
  const error = faults.errorsAt(missing.object, missing.key)[0]?.error;
  const absence = faults.absenceOf(missing.object, missing.key);
  const cause = error ?? absence.error;
  if (cause === undefined && !absence.known) return;
  // The path of an error is below the object that it is about.
  const isOfTarget = missing.object === target;
  faults.addAbsence(target, fetch.keys, cause && { ...cause, ...(!isOfTarget && { path: undefined }) });
}

interface FaultParts {
  readonly fetch: Fetch;
  readonly faults: Faults;
}

interface EntityResponse {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly Omit<ServiceError, 'service'>[];
}

function addEntities(groups: readonly EntityGroup[], parts: FaultParts, response: EntityResponse): void {
  const entities = response.data?.['_entities'];
  if (response.errors !== undefined || !Array.isArray(entities)) return addWithErrors(groups, parts, response);
  groups.forEach(({ targets }, index) => {
    const entity: unknown = entities[index];
    if (!isObject(entity)) return addAbsences(targets, parts);
    parts.fetch.rewriteOutput?.(entity);
    for (const target of targets) mergeData(target, entity, parts.fetch.supergraph);
  });
}

function addWithErrors(groups: readonly EntityGroup[], { fetch, faults }: FaultParts, response: EntityResponse): void {
  const errors = new Map<number, ServiceError[]>();
  const general: ServiceError[] = [];
  for (const error of response.errors ?? []) {
    const [field, index, ...path] = error.path ?? [];
    const own = serviceError({ ...error, path }, fetch);
    if (field !== '_entities' || typeof index !== 'number') general.push(own);
    else errors.set(index, [...(errors.get(index) ?? []), own]);
  }
  const received = response.data?.['_entities'];
  const entities = Array.isArray(received) ? (received as readonly unknown[]) : undefined;
  // Without a list of entities, the error is that of each of them.
  const [cause, ...others] = entities === undefined ? general : [undefined, ...general];
  for (const error of others) if (error !== undefined) faults.addGeneral(error);
  groups.forEach(({ targets }, index) => {
    const entity = entities?.[index];
    const data = isObject(entity) ? entity : null;
    const own = errors.get(index) ?? (cause === undefined ? [] : [cause]);
    for (const target of targets) addData(target, { data, errors: own, fetch }, faults);
  });
}

interface ReceivedData {
  readonly data: Readonly<Record<string, unknown>> | null | undefined;
  /** The errors, with their paths below the object. */
  readonly errors: readonly ServiceError[];
  readonly fetch: Fetch;
}

/** Adds what a service knows of an object. */
function addData(target: DataObject, { data, errors, fetch }: ReceivedData, faults: Faults): void {
  if (data) fetch.rewriteOutput?.(data);
  const placed = errors.map((error) => ({ error, path: pathToNull(data, error.path ?? []) }));
  if (data) mergeData(target, data, fetch.supergraph);
  else faults.addAbsence(target, fetch.keys, errorOfWhole(errors));
  for (const { error, path } of placed) {
    if (path.keys.length > 0) faults.addAt(target, path, error);
    else if (data) faults.addGeneral(error);
  }
}

/** Returns the error by which an object is null: one of the object itself explains all of its fields. */
const errorOfWhole = (errors: readonly ServiceError[]): ServiceError | undefined =>
  errors.find(({ path = [] }) => path.length === 0) ?? errors[0];

/** Splits the path of an error after the key that leads to a null. */
function pathToNull(data: ReceivedData['data'], path: readonly Key[]) {
  let [value, length]: [unknown, number] = [data ?? {}, 0];
  while (length < path.length && typeof value === 'object' && value !== null) {
    value = (value as Readonly<Record<Key, unknown>>)[path[length]!];
    length += 1;
  }
  return { keys: path.slice(0, length), below: path.slice(length) };
}

function addAbsences(targets: readonly DataObject[], { fetch, faults }: FaultParts, error?: ServiceError): void {
  for (const target of targets) faults.addAbsence(target, fetch.keys, error);
}

/** Returns an error of a service with the keys that the data have when they are rewritten. */
const serviceError = (error: Omit<ServiceError, 'service'>, { node, renamed }: Fetch): ServiceError => ({
  ...error,
  service: node.serviceName,
  ...(error.path && { path: error.path.map((key) => renamed.get(String(key)) ?? key) }),
});
