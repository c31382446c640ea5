import { withArticle } from '../../kit/util/article.ts';
import { capitalize } from '../../kit/util/capitalize.ts';
import type { ResourcePlan, Target } from './plan-resource.ts';
import { fileNameOf, titleOf, wordsOf } from './words.ts';

/** The name of the rule's file, without its extension. */
const ruleFile = 'trimmed-name';
const documentType = ({ name }: ResourcePlan): string => `${capitalize(name)}Document`;

function relationOf({ name: target, labelField }: Target, isParent: boolean, { name, plural }: ResourcePlan): string {
  const [one, many, to] = [wordsOf(name), wordsOf(plural), wordsOf(target)];
  return `${target}: toOne('${target}', {
    ${isParent ? `// ${titleOf(plural)} are created in the list of their parent.\nparent: true,` : ''}
    ${labelField === undefined ? '' : `// What forms show of ${withArticle(to)}.\nlabelField: '${labelField}',`}
    title: '${titleOf(target)}',
    description: 'The ${to} of the ${one}.',
    // What ${withArticle(to)} gets: a link, an embedded list, a field in GraphQL.
    inverse: { name: '${name}', title: '${titleOf(plural)}', description: 'The ${many} of this ${to}.' },
    // ${capitalize(withArticle(to))} with ${many} is not removed. With 'cascade', they are removed with it.
    onRemoval: 'restrict',
  }),`;
}

const relationsOf = (plan: ResourcePlan): string => `
/** References to documents of other services. */
export const relations = {
  ${plan.targets.map((target, index) => relationOf(target, index === 0, plan)).join('\n')}
};
`;

/** Returns the file with the fields and references, which the definition and its rules import. */
function fieldsFile(plan: ResourcePlan): string {
  const { name, targets } = plan;
  const [toOne, relations, typeOfRelations] =
    targets.length === 0 ? ['', '', ''] : [', toOne', relationsOf(plan), ', typeof relations'];
  return `import { text${toOne}, type DocumentOf } from '#kit';

/**
 * The fields of ${withArticle(wordsOf(name))}. The kinds of field are text, integer, decimal, boolean, choice, calendarDate, localTime,
 * dateTime, fixedDuration, url, email and secret. Append .optional() to a field that documents may lack, and .distinct()
 * to one whose values are unique.
 */
export const fields = {
  name: text({ title: 'Name', description: 'The name of the ${wordsOf(name)}.', min: 1, max: 200 }),
  description: text({ title: 'Description', description: 'A description of the ${wordsOf(name)}.', max: 2000 }).optional(),
};
${relations}
/** ${capitalize(withArticle(wordsOf(name)))} as it is stored. */
export type ${documentType(plan)} = DocumentOf<typeof fields${typeOfRelations}>;
`;
}

/** Returns the file that exports the definition and its port. */
function definitionFile({ name, plural, port, portVariable, targets }: ResourcePlan): string {
  const [relationsImport, relations] = targets.length === 0 ? ['', ''] : [', relations', 'relations,'];
  return `import { defineResource, signedIn } from '#kit';
import { roles } from '../shared.ts';
import { fields${relationsImport} } from './fields.ts';
import { trimmedName } from './${ruleFile}.ts';

/** The default port of the service. \`${portVariable}\` overrides it. */
export const port = ${port};

const managerOrAdmin = roles('manager', 'admin');

export const ${name} = defineResource({
  name: '${name}',${plural === `${name}s` ? '' : `\n  plural: '${plural}',`}
  summary: '${capitalize(withArticle(wordsOf(name)))}.',
  fields,
  ${relations}
  // Who may do what. \`empty\` is the removal of all ${wordsOf(plural)} at once.
  policies: {
    read: signedIn,
    create: managerOrAdmin,
    change: managerOrAdmin,
    remove: managerOrAdmin,
    empty: roles('admin'),
  },
  // What is true of all ${wordsOf(plural)}, however they are written.
  rules: [trimmedName],
});
`;
}

/** Returns the file of the rule. */
const ruleSource = (plan: ResourcePlan): string => `import { invalidInput, type Rule } from '#kit';
import type { ${documentType(plan)} } from './fields.ts';

/** Rejects a name with white space at its ends. */
export const trimmedName: Rule<${documentType(plan)}> = {
  // Problems of its own, made with defineProblem.
  problems: [],
  // The rule runs when one of these fields or references is written.
  on: ['name'],
  // Runs before anything is written. Returns a problem, or undefined if the document is valid.
  check: async ({ name }) =>
    name === name.trim() ? undefined : invalidInput([{ field: 'name', message: 'must not begin or end with white space' }]),
};
`;

/** Returns the file that tests the rule. */
const testFile = ({
  name,
  plural,
}: ResourcePlan): string => `import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { postSample } from '../../test/support/sample-documents.ts';
import { testStores } from '../../test/support/stores.ts';
import { startTestSystem, type TestSystem } from '../../test/support/system.ts';

// All services and both gateways, with the demo data, on free ports.
let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem(testStores[0]!.open);
});
afterAll(() => system.close());

// Sample values of the other fields, and documents to refer to, are made from the definition.
it('rejects ${wordsOf(plural)} with white space at the ends of their names', async () => {
  const rejected = await postSample(system, '${name}', { fields: { name: 'Example ' } });
  expect([rejected.status, rejected.body._issues]).toEqual([422, { name: 'must not begin or end with white space' }]);
  expect((await postSample(system, '${name}', { fields: { name: 'An example' } })).status).toBe(201);
});
`;

/** Returns the files of a new resource: name → text, not formatted. The first one exports the definition. */
export const filesOf = (plan: ResourcePlan): Readonly<Record<string, string>> => ({
  [`${fileNameOf(plan.name)}.ts`]: definitionFile(plan),
  'fields.ts': fieldsFile(plan),
  [`${ruleFile}.ts`]: ruleSource(plan),
  [`${fileNameOf(plan.name)}.test.ts`]: testFile(plan),
});
