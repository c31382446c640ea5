import { invalidName } from './check-names.ts';
import { repeated, type Check } from './faults.ts';

/** The operations that the kit provides for other services. */
const own = ['standing', 'referring', 'referrers'];

/** Finds internal operations of another resource, and those that have the name of another. */
export const checkInternal: Check = ({ name, internal }) => {
  const contracts = internal.map(({ contract }) => contract);
  return [
    ...contracts.flatMap((contract) => invalidName('internal', contract.name)),
    ...contracts
      .filter(({ resource }) => resource !== name)
      .map(
        (contract) =>
          `internal: ${contract.name} is an operation of the resource ${contract.resource}; implement it there`,
      ),
    ...repeated([...own, ...contracts.map((contract) => contract.name)]).map(
      (repeatedName) => `internal: there are two operations ${repeatedName}; rename one that is not the kit's`,
    ),
  ];
};
