import type { Log } from '../../kit/util/log.ts';
import type { RegistryDurations } from './changes.ts';
import type { RegistryLimits } from './limits.ts';
import type { CheckOwner } from './ownership.ts';
import type { RetiredNames } from './retired-names.ts';
import type { RegistrationTable } from './table.ts';

/** What the operations of the registry share. */
export interface RegistryParts {
  readonly table: RegistrationTable;
  readonly retired: RetiredNames;
  readonly limits: RegistryLimits;
  readonly durations: RegistryDurations;
  readonly checkOwner: CheckOwner;
  /** Stores a renewed lease in the background. */
  readonly saveSoon: (id: string) => void;
  readonly log: Log;
}
