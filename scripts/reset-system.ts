import { findCollections, type Collections, type FoundCollection } from './collections.ts';
import { NavigationError } from './hal-navigator.ts';
import { emptyCollections, populate, type PopulateSettings } from './populate.ts';
import { isOnThisMachine } from './this-machine.ts';

/** A system to reset. */
export interface ResetSettings extends PopulateSettings {
  /** Asks whether the documents of a system on another machine are to be removed. */
  readonly confirm: (question: string) => Promise<boolean>;
}

const counted = ({ rel, plural, total }: FoundCollection): string => `${total} ${total === 1 ? rel : plural}`;

/** Finds the collections. @throws NavigationError that says that nothing was changed */
async function findFirst(settings: ResetSettings): Promise<Collections> {
  try {
    return await findCollections(settings);
  } catch (error) {
    if (!(error instanceof NavigationError)) throw error;
    const advice = 'Nothing was changed. Start what is missing, or pass the URL of another HAL gateway.';
    throw new NavigationError(`${error.message} ${advice}`, { cause: error });
  }
}

/**
 * Empties the collections of all resources and adds the demo data. It finds everything that it needs first, and what
 * would keep documents from being removed. It asks before it empties a system that is not on this machine. Resolves to whether it was confirmed.
 * @throws NavigationError
 */
export async function resetSystem(settings: ResetSettings): Promise<boolean> {
  const { gatewayUrl, confirm } = settings;
  const { all, holders } = await findFirst(settings);
  if (holders.length > 0) {
    const advice = 'Nothing was changed. Remove these first: no folder in subgraphs/ defines them.';
    throw new NavigationError(
      `Documents of other resources hold what is to be removed: ${holders.join('; ')}. ${advice}`,
    );
  }
  const elsewhere = [gatewayUrl, ...all.map(({ href }) => href)].find((url) => !isOnThisMachine(url));
  const question = `The system of ${gatewayUrl} is not on this machine (${elsewhere}). Remove ${all.map(counted).join(', ')}?`;
  if (elsewhere !== undefined && !(await confirm(question))) return false;
  await emptyCollections(settings);
  await populate(settings);
  return true;
}
