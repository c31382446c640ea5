import type { RunningService } from '../kit/service/start.ts';
import type { Environment } from '../kit/util/settings/setting.ts';
import { startSystem, type System, type SystemOverrides } from './system.ts';

/** The services that the demo data, the benchmarks and the tests of the domain use by name. */
export const domainWords = ['venues', 'registrations', 'events', 'accounts'] as const;
export type DomainWord = (typeof domainWords)[number];

/** Values of all services, among them those of the domain. */
export type WithDomain<T> = Readonly<Record<DomainWord, T>> & Readonly<Record<string, T>>;

const hasDomain = <T>(byService: Readonly<Record<string, T>>): byService is WithDomain<T> =>
  domainWords.every((word) => Object.hasOwn(byService, word));

/** Returns values by service as values that include those of the domain. @throws Error if a service is missing */
export function withDomain<T>(byService: Readonly<Record<string, T>>): WithDomain<T> {
  if (hasDomain(byService)) return byService;
  throw new Error(`expected the services ${domainWords.join(', ')}; found ${Object.keys(byService).join(', ')}`);
}

/** A system whose services of the domain are known by name. */
export interface DomainSystem extends System {
  readonly services: WithDomain<RunningService>;
}

/** Starts the whole system, as `startSystem` does. */
export async function startDomainSystem(
  environment: Environment,
  overrides: SystemOverrides = {},
): Promise<DomainSystem> {
  const system = await startSystem(environment, overrides);
  return { ...system, services: withDomain(system.services) };
}
