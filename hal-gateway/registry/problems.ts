import { defineProblem } from '../../kit/resource/problems.ts';

export const nameTaken = defineProblem({
  name: 'NameTaken',
  status: 409,
  title: 'The name belongs to another service',
  description:
    'A service that registered with a service token holds the name. It alone changes and withdraws the registration, until the name is retired. Register under another name.',
});
export const registryFull = defineProblem({
  name: 'RegistryFull',
  status: 507,
  title: 'The registry is full',
  description:
    'The registration would exceed a bound of the gateway, which the detail states. Nothing was stored. Withdraw registrations that are no longer needed, or raise the setting that the detail names.',
});

/** The problems that only the HAL gateway reports. */
export const registryProblems = [nameTaken, registryFull];
