import { lazy } from '../kit/util/lazy.ts';
import { loadPart } from './parts/load-part.ts';
import { loadParts } from './parts/load-parts.ts';
import { findResourceFolders, subgraphsDirectory } from './parts/resource-folders.ts';

export type { ServicePart, ServiceParts } from './parts/service-part.ts';

/** The short names of the resource services: the folders in `subgraphs/`. */
export const serviceWords: readonly string[] = findResourceFolders(subgraphsDirectory);

/** Loads all resource services, in the order of their ports. @throws PartError with a line for each fault */
export const loadServiceParts = lazy(() => loadParts(subgraphsDirectory));

/** Loads one resource service. @throws PartError; DefinitionError */
export const loadServicePart = (word: string) => loadPart(subgraphsDirectory, word);
