import type { RawError, WireErrorCode } from '../../kit/graphql/wire-errors.ts';

/** An object or a list in the data of the services. */
export type Container = object;

/** A key in an object, or an index in a list. */
export type Key = string | number;

/** An error of a service. */
export interface ServiceError extends RawError {
  /** The name of the service that reported it, or that is unavailable. */
  readonly service: string;
}

/** The error of a value that is missing, or null, and should not be. */
export const unavailable = (service: string, code: WireErrorCode = 'SERVICE_UNAVAILABLE'): ServiceError => ({
  message: `The service "${service}" is unavailable.`,
  service,
  extensions: { code },
});

/** An error at a place of the data. */
export interface PlacedError {
  readonly error: ServiceError;
  /** Where the error was, below the place: a null came up from there. */
  readonly below: readonly Key[];
}

/** Why a field is absent. */
export interface Absence {
  /** False if nothing says so. */
  readonly known: boolean;
  /** Undefined if the service says that there is no such object. Its path is below the object. */
  readonly error?: ServiceError | undefined;
}

/** The absence of which no service says why. */
export const unexplained: Absence = { known: false };

/** The absence by an error that is reported at another field. */
export const reportedElsewhere: Absence = { known: true };

/** Fields of an object that have no values. */
interface AbsentFields {
  /** The response keys of the fields. */
  readonly keys: ReadonlySet<string>;
  /** Undefined if the service says that there is no such object. */
  readonly error: ServiceError | undefined;
}

/** What keeps values of one response from being there. Errors belong to places in the data, not to paths. */
export interface Faults {
  /** Returns the errors that belong to the request as a whole, and were not returned before. */
  takeGeneral(): readonly ServiceError[];
  addGeneral(error: ServiceError): void;
  /**
   * Adds an error that occurred at a path below a container. In the answer of the service, the first keys of the path
   * lead to a null; another service may have answered an object there.
   */
  addAt(
    container: Container,
    path: { readonly keys: readonly Key[]; readonly below: readonly Key[] },
    error: ServiceError,
  ): void;
  /** Notes that fields of an object have no values: because of an error, or because there is no such object. */
  addAbsence(object: Container, keys: ReadonlySet<string>, error: ServiceError | undefined): void;
  /** Whether nothing keeps a value from being there. */
  isEmpty(): boolean;
  /** Returns the errors at a place. */
  errorsAt(container: Container, key: Key): readonly PlacedError[];
  /** Returns why a field is absent. */
  absenceOf(object: Container, key: string): Absence;
}

/** Creates the faults of one response. */
export function createFaults(): Faults {
  const general: ServiceError[] = [];
  const placed = new Map<Container, Map<Key, PlacedError[]>>();
  const absences = new Map<Container, AbsentFields[]>();
  return {
    takeGeneral: () => general.splice(0),
    addGeneral: (error) => void general.push(error),
    addAt: (container, { keys, below }, error) => {
      const place = placeOf(container, keys, below);
      if (place === undefined) return void general.push(error);
      const errors = placed.get(place.container) ?? new Map<Key, PlacedError[]>();
      placed.set(place.container, errors);
      errors.set(place.key, [...(errors.get(place.key) ?? []), { error, below: place.below }]);
    },
    addAbsence: (object, keys, error) => void absences.set(object, [...(absences.get(object) ?? []), { keys, error }]),
    isEmpty: () => general.length === 0 && placed.size === 0 && absences.size === 0,
    errorsAt: (container, key) => (placed.size === 0 ? none : (placed.get(container)?.get(key) ?? none)),
    absenceOf: (object, key) => {
      if (absences.size === 0) return unexplained;
      const found = (absences.get(object) ?? []).filter(({ keys }) => keys.has(key));
      const absence = found.find(({ error }) => error !== undefined) ?? found[0];
      return absence === undefined ? unexplained : { known: true, error: absence.error };
    },
  };
}

const none: readonly PlacedError[] = [];

interface Place {
  readonly container: Container;
  readonly key: Key;
  readonly below: readonly Key[];
}

/** Returns the last place on a path whose container is there; undefined for an empty path. */
function placeOf(container: Container, [key, ...keys]: readonly Key[], below: readonly Key[]): Place | undefined {
  if (key === undefined) return undefined;
  const value = Object.hasOwn(container, key) ? (container as Record<Key, unknown>)[key] : undefined;
  const next = typeof value === 'object' && value !== null && placeOf(value, keys, below);
  return next || { container, key, below: [...keys, ...below] };
}
