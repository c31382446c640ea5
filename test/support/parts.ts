import { withDomain } from '../../scripts/domain.ts';
import { loadServiceParts } from '../../scripts/parts.ts';

/** All resource services: those of the domain by name, and one for each other folder in `subgraphs/`. */
export const serviceParts = withDomain(await loadServiceParts());
