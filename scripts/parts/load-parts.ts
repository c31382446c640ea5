import { gatewayPort } from '../../gateway/settings.ts';
import { halGatewayPort } from '../../kit/service/settings/shared.ts';
import { loadPart } from './load-part.ts';
import { findResourceFolders } from './resource-folders.ts';
import { PartError, type ServicePart, type ServiceParts } from './service-part.ts';

/** What no two parts share. */
const distinct: readonly (readonly [string, (part: Claims) => string | number | undefined])[] = [
  ['port', ({ port }) => port],
  ['port variable', ({ portVariable }) => portVariable],
  ['resource', ({ definition }) => definition?.name],
  ['plural', ({ definition }) => definition?.plural],
];

/** The port and the names of a part, the gateways included. */
type Claims = Pick<ServicePart, 'port' | 'portVariable'> & Partial<Pick<ServicePart, 'definition'>>;

const gateways: readonly (readonly [string, Claims])[] = [
  ['the HAL gateway', halGatewayPort],
  ['the GraphQL gateway', gatewayPort],
];

/** Returns a sentence for each port and each name that two parts share. */
function findConflicts(parts: ServiceParts): readonly string[] {
  const claims = [...gateways, ...Object.entries(parts).map(([word, part]) => [`subgraphs/${word}`, part] as const)];
  return distinct.flatMap(([what, valueOf]) =>
    claims.flatMap(([owner, part], index) => {
      const value = valueOf(part);
      const other = claims.slice(0, index).find(([, earlier]) => valueOf(earlier) === value);
      return value === undefined || other === undefined
        ? []
        : `${other[0]} and ${owner} have the same ${what}, ${value}`;
    }),
  );
}

/** Loads every folder. What is wrong with one is a fault. */
async function loadAll(directory: string) {
  const parts: Record<string, ServicePart> = {};
  const faults: string[] = [];
  for (const word of findResourceFolders(directory))
    try {
      parts[word] = await loadPart(directory, word);
    } catch (error) {
      faults.push(error instanceof Error ? error.message : String(error));
    }
  return { parts, faults };
}

const byPort = (parts: ServiceParts): ServiceParts =>
  Object.fromEntries(Object.entries(parts).sort(([, one], [, other]) => one.port - other.port));

/**
 * Loads the services of all folders in a directory, in the order of their ports.
 * @throws PartError with a line for each fault
 */
export async function loadParts(directory: string): Promise<ServiceParts> {
  const { parts, faults } = await loadAll(directory);
  const all = [...faults, ...findConflicts(parts)];
  if (all.length > 0) throw new PartError(all.join('\n'));
  return byPort(parts);
}
