import { isObject } from '../../../kit/util/is-object.ts';
import { entityKeys, rootKeys } from '../../serve/document-fields.ts';
import { unavailable, type Faults, type Key, type ServiceError } from '../faults.ts';
import { mergeData } from './merge-data.ts';
import type { FetchNode } from './query-plan.ts';
import { compileRepresentation, type MissingField, type Represent } from './representations.ts';
import { compileRewrites, type Rewrite } from './rewrites.ts';
import type { DataObject, FetchRequest, Run, Step } from './run.ts';
import type { Supergraph } from '../supergraph.ts';

/** A request of a plan, without the values of one execution. */
interface Fetch {
  readonly node: FetchNode;
  /** The response keys of the fields that it gets for each object. */
  readonly keys: ReadonlySet<string>;
  readonly rewriteOutput: Rewrite;
  /** The keys that the rewrite renames. */
  readonly renamed: ReadonlyMap<string, string>;
  readonly supergraph: Supergraph;
  /** The name of the client's variable for each variable of the request. */
  readonly variables: readonly (readonly [string, string])[];
}

/** What compiling a plan needs. */
export interface CompilerParts {
  readonly supergraph: Supergraph;
  /** Returns the client's name of a variable. */
  readonly clientVariable: (name: string) => string;
}

/** Compiles a request to a service. */
export function compileFetch(node: FetchNode, { supergraph, clientVariable }: CompilerParts): Step {
  const { requires, outputRewrites = [], operation } = node;
  const own = requires === undefined ? rootKeys(operation) : entityKeys(operation);
  const renamed = new Map(
    outputRewrites.flatMap((each) => (each.kind === 'KeyRenamer' ? [[each.path.at(-1) ?? '', each.renameKeyTo]] : [])),
  );
  const fetch: Fetch = {
    node,
    keys: new Set([...own, ...renamed.values()]),
    renamed,
    rewriteOutput: compileRewrites(outputRewrites, supergraph),
    supergraph,
    variables: (node.variableUsages ?? []).map((name) => [name, clientVariable(name)]),
  };
  if (requires === undefined) return fetchRoot(fetch);
  const represent = compileRepresentation(requires, supergraph);
  return fetchEntities(fetch, { represent, rewriteInput: compileRewrites(node.inputRewrites, supergraph) });
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

interface EntityFetch {
  readonly represent: Represent;
  readonly rewriteInput: Rewrite;
}

/** Gets fields of entities; of equal ones once. */
const fetchEntities =
  (fetch: Fetch, entities: EntityFetch): Step =>
  async (run, targets) => {
    const groups = groupByRepresentation(targets, { fetch, entities, faults: run.faults });
    if (groups.length === 0) return;
    const representations = groups.map(({ representation }) => representation);
    const { variables, ...request } = requestOf(fetch, run);
    const result = await run.send({ ...request, variables: { ...variables, representations } });
    const service = fetch.node.serviceName;
    if (result.kind === 'failure') {
      const all = groups.flatMap((group) => group.targets);
      return addAbsences(all, { fetch, faults: run.faults }, unavailable(service, result.code));
    }
    addEntities(groups, { fetch, faults: run.faults }, result.response);
  };

function requestOf({ node, variables }: Fetch, run: Run): FetchRequest {
  const values = variables.filter(([, client]) => run.variables[client] !== undefined);
  return {
    node,
    service: node.serviceName,
    query: node.operation,
    operationName: node.operationName,
    kind: node.operationKind,
    variables: Object.fromEntries(values.map(([name, client]) => [name, run.variables[client]])),
  };
}

/** Entities with the same representation. */
interface EntityGroup {
  readonly representation: Readonly<Record<string, unknown>>;
  readonly targets: DataObject[];
}

interface GroupingParts {
  readonly fetch: Fetch;
  readonly entities: EntityFetch;
  readonly faults: Faults;
}

function groupByRepresentation(
  targets: readonly DataObject[],
  { fetch, entities, faults }: GroupingParts,
): readonly EntityGroup[] {
  const groups = new Map<string, EntityGroup>();
  for (const target of targets) {
    const { representation, missing } = entities.represent(target);
    if (missing !== undefined) addMissing(target, missing, { fetch, faults });
    if (representation === undefined) continue;
    entities.rewriteInput(representation);
    const identity = JSON.stringify(representation);
    const group = groups.get(identity);
    if (group === undefined) groups.set(identity, { representation, targets: [target] });
    else group.targets.push(target);
  }
  return [...groups.values()];
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

function addEntities(groups: readonly EntityGroup[], { fetch, faults }: FaultParts, response: EntityResponse): void {
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
  if (data) fetch.rewriteOutput(data);
  const placed = errors.map((error) => ({ error, path: pathToNull(data, error.path ?? []) }));
  if (data) mergeData(target, data, fetch.supergraph);
  else faults.addAbsence(target, fetch.keys, errors[0]);
  for (const { error, path } of placed) {
    if (path.keys.length > 0) faults.addAt(target, path, error);
    else if (data) faults.addGeneral(error);
  }
}

/** Splits the path of an error after the key that leads to a null. */
function pathToNull(data: ReceivedData['data'], path: readonly Key[]) {
  let [value, length]: [unknown, number] = [data ?? {}, 0];
  while (length < path.length && typeof value === 'object' && value !== null) {
    value = (value as Readonly<Record<Key, unknown>>)[path[length]!];
    length += 1;
  }
  return { keys: path.slice(0, length), below: path.slice(length) };
}

function addAbsences(targets: readonly DataObject[], { fetch, faults }: FaultParts, error: ServiceError): void {
  for (const target of targets) faults.addAbsence(target, fetch.keys, error);
}

/** Returns an error of a service with the keys that the data have when they are rewritten. */
const serviceError = (error: Omit<ServiceError, 'service'>, { node, renamed }: Fetch): ServiceError => ({
  ...error,
  service: node.serviceName,
  ...(error.path && { path: error.path.map((key) => renamed.get(String(key)) ?? key) }),
});
