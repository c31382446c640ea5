import type { DomainSystem } from '../../scripts/domain.ts';
import { graphql } from './clients.ts';

/**
 * Executes a query at a service. With the first one of a process, Apollo Server imports a module; Jest refuses that in
 * concurrent scenarios, which run outside of tests.
 */
export async function executeFirstQuery({ services }: Pick<DomainSystem, 'services'>): Promise<void> {
  const [service] = Object.values(services);
  await graphql(`${service?.url}/graphql`, '{ __typename }');
}
