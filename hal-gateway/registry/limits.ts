import { isGuest, sizeOf, type Registration } from './registration.ts';

/** Bounds of the registry. */
export interface RegistryLimits {
  /** Most names, those of guests and of withdrawn services included. */
  readonly registrations: number;
  /** Most names of guests. */
  readonly guests: number;
  /** Most relations in one registration. */
  readonly rels: number;
  /** Most instances of one service; of more, those that expire first are forgotten. */
  readonly instances: number;
  /** Most bytes of the links of all registrations. */
  readonly bytes: number;
  /** Most bytes of the links of guests. */
  readonly guestBytes: number;
}

/** Bytes that a name takes in the root besides its links: its `service` link and its curie. */
const bytesPerName = 500;

/** Returns the most bytes that a registration takes in the root: its largest content, with a prefix for each relation. */
export function bytesOf({ name, instances }: Registration): number {
  const contents = instances.map(({ content }) => {
    const { bytes, rels } = sizeOf(content);
    return bytes + rels * (name.length + 1);
  });
  return bytesPerName + Math.max(0, ...contents);
}

const total = (registrations: readonly Registration[]): number =>
  registrations.reduce((sum, registration) => sum + bytesOf(registration), 0);

/** A measure of the registry with its bound, and the setting of the bound. */
type Measure = readonly [what: string, value: number, limit: number, variable: string];

const measures = (all: readonly Registration[], guests: readonly Registration[], limits: RegistryLimits): Measure[] => [
  ['registrations', all.length, limits.registrations, 'GW_MAX_REGISTRATIONS'],
  ['registrations of guests', guests.length, limits.guests, 'GW_MAX_GUESTS'],
  ['bytes of links', total(all), limits.bytes, 'GW_MAX_ROOT_BYTES'],
  ['bytes of links of guests', total(guests), limits.guestBytes, 'GW_MAX_GUEST_BYTES'],
];

/**
 * Returns which bound a registration would exceed beside the others; undefined if none. The bounds of guests concern
 * guests only.
 */
export function exceededLimit(
  next: Registration,
  others: readonly Registration[],
  limits: RegistryLimits,
): string | undefined {
  const all = [...others, next];
  const guests = isGuest(next) ? all.filter(isGuest) : [];
  const exceeded = measures(all, guests, limits).find(([, value, limit]) => value > limit);
  if (exceeded === undefined) return undefined;
  const [what, value, limit, variable] = exceeded;
  return `there would be ${value} ${what}, but at most ${limit} are allowed (${variable})`;
}
