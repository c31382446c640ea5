import { existsSync } from 'node:fs';
import path from 'node:path';
import { Script } from 'node:vm';
import { gatewayPort } from '../../gateway/settings.ts';
import { anyone } from '../../kit/access/policy.ts';
import { defineResource } from '../../kit/resource/definition/define-resource.ts';
import { DefinitionError } from '../../kit/resource/definition/definition-error.ts';
import type { Definition } from '../../kit/resource/definition/definition.ts';
import { referrerNames, toOne } from '../../kit/resource/definition/relations.ts';
import { text } from '../../kit/resource/fields/index.ts';
import { closest } from '../../kit/util/closest.ts';
import { loadParts } from '../parts/load-parts.ts';
import { portVariableOf } from '../parts/resource-folders.ts';
import type { ServiceParts } from '../parts/service-part.ts';
import { NewResourceError, type NewResource } from './arguments.ts';

/** A resource that the new one refers to. */
export interface Target {
  readonly name: string;
  /** The field that names its documents for people, if there is one. */
  readonly labelField: string | undefined;
}

/** Everything that the files of a new resource need. */
export interface ResourcePlan {
  readonly name: string;
  readonly plural: string;
  /** The name of the folder in `subgraphs/`. */
  readonly folder: string;
  readonly port: number;
  readonly portVariable: string;
  readonly targets: readonly Target[];
}

const display = { title: 'Title', description: 'Description.' };

/** Finds what the kit does not accept about the names, with the checks of every definition. */
function findInvalidNames({ name, plural, targets }: NewResource): readonly string[] {
  const label = text({ ...display, max: 200 });
  try {
    defineResource({
      ...{ name, plural, summary: 'Summary.', fields: { name: label, description: label } },
      relations: Object.fromEntries(targets.map((target) => [target, toOne(target, display)])),
      policies: { read: anyone, create: anyone, change: anyone, remove: anyone, empty: anyone },
    });
    return [];
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    return error.faults;
  }
}

/** Names that the file of a definition has already. */
const namesInFile = [
  'port',
  'fields',
  'relations',
  'managerOrAdmin',
  'trimmedName',
  'defineResource',
  'roles',
  'signedIn',
];

/** Whether a constant can have a valid name; `class` and other reserved words cannot be one. */
function canBeConstant(name: string): boolean {
  try {
    new Script(`'use strict'; async () => { const ${name} = 0; };`);
    return true;
  } catch {
    return false;
  }
}

/** Finds what keeps the definition from being exported by its name. */
function findUnusableExport(name: string): readonly string[] {
  if (namesInFile.includes(name)) return [`${name} is a name that every definition's file uses; choose another one`];
  return canBeConstant(name) ? [] : [`${name} is a reserved word of JavaScript; choose another name`];
}

/** Returns the names that documents of a resource have: their own, and those that other resources add. */
const namesIn = (
  { name, fields, relations, actions }: Definition,
  resources: readonly Definition[],
): readonly string[] => [
  ...[fields, relations, actions].flatMap((members) => Object.keys(members)),
  ...resources.flatMap((other) =>
    Object.values(other.relations)
      .filter(({ target }) => target === name)
      .map((relation) => referrerNames(other, relation))
      .flatMap((added) => [added.name, added.plural]),
  ),
];

/** Finds what keeps a target from being referred to. */
function findUnusableTargets({ name, plural, targets }: NewResource, resources: readonly Definition[]): string[] {
  return targets.flatMap((target) => {
    const definition = resources.find((each) => each.name === target);
    const names = resources.map((each) => each.name);
    const meant = closest(target, names);
    const advice = meant === undefined ? `the resources are ${names.join(', ')}` : `did you mean "${meant}"?`;
    if (definition === undefined) return [`--of ${target}: there is no such resource; ${advice}`];
    const taken = namesIn(definition, resources).find((each) => each === name || each === plural);
    return taken === undefined ? [] : [`--of ${target}: ${target} has the name ${taken} already; choose another one`];
  });
}

const findTakenNames = ({ name, plural }: NewResource, resources: readonly Definition[]): string[] =>
  resources
    .filter((each) => [each.name, each.plural].some((taken) => taken === name || taken === plural))
    .map((each) => `there is a resource ${each.name}, ${each.plural} in the plural, already; choose another name`);

/** Returns the field with which forms offer documents: a required text, one with unique values if there is one. */
function labelFieldOf({ fields }: Definition): string | undefined {
  const texts = Object.entries(fields).filter(([, { kind, required }]) => kind === 'text' && required);
  return (texts.find(([, { unique }]) => unique) ?? texts[0])?.[0];
}

function freePortAfter(parts: ServiceParts): number {
  const port = Math.max(...Object.values(parts).map((part) => part.port), 2112) + 1;
  return port === gatewayPort.port ? port + 1 : port;
}

/** Checks that a resource can be created in a directory, and plans it. @throws NewResourceError with all faults */
export async function planResource(request: NewResource, directory: string): Promise<ResourcePlan> {
  const { name, plural, targets } = request;
  const parts = await loadParts(directory);
  const resources = Object.values(parts).map(({ definition }) => definition);
  const folder = plural === `${name}s` ? plural : name;
  const invalid = findInvalidNames(request);
  const faults = [
    ...(invalid.length > 0 ? invalid : findUnusableExport(name)),
    ...findTakenNames(request, resources),
    ...findUnusableTargets(request, resources),
    ...(existsSync(path.join(directory, folder)) ? [`subgraphs/${folder} exists already; nothing is overwritten`] : []),
  ];
  if (faults.length > 0) throw new NewResourceError(faults.join('\n'));
  const found = targets.flatMap((target) => resources.filter((each) => each.name === target));
  return {
    ...{ name, plural, folder, port: freePortAfter(parts), portVariable: portVariableOf(folder) },
    targets: found.map((each) => ({ name: each.name, labelField: labelFieldOf(each) })),
  };
}
