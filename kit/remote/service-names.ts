import { accountResource } from '../access/caller.ts';

/** The relations that issue and verify tokens: the service of the accounts offers them. */
export const accountRelations: ReadonlySet<string> = new Set(['token', 'jwks']);

/** Resource → the name at the HAL gateway of the service that offers it, where the convention does not hold. */
export type ServiceNames = Readonly<Record<string, string>>;

/** Returns the names, in order of preference, of the services that are meant by a relation of the HAL gateway's root. */
export type MeantServices = (rel: string) => readonly string[];

/**
 * Names the services that other parts mean. A service is called after its resource, in the plural or the singular
 * (`venues-service`, `equipment-service`), unless it was given another name.
 */
export const meantServices =
  (names: ServiceNames): MeantServices =>
  (rel) => {
    const resource = accountRelations.has(rel) ? accountResource : rel;
    const name = Object.hasOwn(names, resource) ? names[resource] : undefined;
    return name === undefined ? [`${resource}s-service`, `${resource}-service`] : [name];
  };
