import { commonProblems } from '../../problem-kinds.ts';
import type { ProblemKind } from '../../problems.ts';
import { invalidName } from './check-names.ts';
import { missingText } from './faults.ts';

/** The members of every problem (RFC 9457 §3.1). */
const members = ['type', 'title', 'status', 'detail', 'instance'];

function checkExtensions(place: string, { extensions }: ProblemKind): string[] {
  return Object.entries(extensions).flatMap(([name, extension]) => {
    if (members.includes(name)) return [`${place}: the extension ${name} is a member of every problem; rename it`];
    return [
      ...invalidName(`${place}: the extension`, name),
      ...missingText(`${place}: the description of ${name}`, extension.description, 'a sentence'),
      ...('resource' in extension ? invalidName(`${place}: the resource of ${name}`, extension.resource) : []),
    ];
  });
}

const isKind = (value: unknown): value is ProblemKind =>
  typeof value === 'function' && 'status' in value && 'extensions' in value;

/** Finds the faults of a kind of problem that a rule or an action lists. */
export function problemFaults(prefix: string, kind: unknown): string[] {
  if (!isKind(kind)) return [`${prefix} is not a kind of problem; define it with defineProblem({ … })`];
  const { name, status, title, description } = kind;
  if (commonProblems.includes(kind)) return [];
  const place = `${prefix} ${name}`;
  return [
    ...(/^[A-Z][a-zA-Z0-9]*$/.test(name) ? [] : [`${place}: the name must be in PascalCase, such as EventFull`]),
    ...(commonProblems.some((common) => common.name === name) ? [`${place}: the kit has a problem of that name`] : []),
    ...(status >= 400 && status < 500 ? [] : [`${place}: the status is ${status}; give one from 400 to 499`]),
    ...missingText(`${place}: title`, title, 'a short summary'),
    ...missingText(`${place}: description`, description, 'what it means and how to resolve it'),
    ...checkExtensions(place, kind),
  ];
}
