import type { Definition } from '../../resource/definition/definition.ts';
import { withArticle } from '../../util/article.ts';
import { changedListField, pluralType, typeName } from '../naming.ts';
import { documented, ownSelection } from './example-document.ts';
import { sourceInChange, sourceInList, sourcesOfCreated, watchOperation } from './example-sources.ts';
import { Placeholder, type ExampleTab } from './example-tab.ts';

/** Returns the tab of the caller; none if the resource does not authenticate callers. */
export function whoAmI(definition: Definition): readonly ExampleTab[] {
  if (definition.authenticates === undefined) return [];
  const query = documented(
    ['Who am I? "Headers" below has the credentials.'],
    `query WhoAmI { viewer { username role ${definition.name} { id } } }`,
  );
  return [{ query }];
}

/** Returns the tab of the list. */
export function list(definition: Definition): ExampleTab {
  const { plural, summary } = definition;
  const query = documented(
    [summary, `Lists the newest ${plural}, with the credentials in "Headers" below.`],
    `query ${pluralType(definition)} {
      ${plural}(first: 5, orderBy: [{ field: CREATED_AT, direction: DESC }]) {
        totalCount
        nodes { ${ownSelection(definition)} }
        pageInfo { hasNextPage endCursor }
      }
    }`,
  );
  return { query };
}

/** Returns the tab of one document. */
export function lookUp(definition: Definition): ExampleTab {
  const { name } = definition;
  const hint = `run ${pluralType(definition)} to get the id of ${withArticle(name)}`;
  const sources = [sourceInList(definition, 'id'), ...sourcesOfCreated(definition, 'id'), sourceInChange(definition)];
  return {
    variables: { id: new Placeholder(hint, ...sources) },
    query: documented(
      [`Look up ${withArticle(name)}, and the actions that you can perform on it now.`],
      `query ${typeName(definition)}($id: ID!) {
        ${name}(id: $id) { ${ownSelection(definition)} href createdAt updatedAt actions { title mutation fields { name type } } }
      }`,
    ),
  };
}

/** Returns the tab of the subscription to all documents. */
export function watch(definition: Definition): ExampleTab {
  const { name, plural } = definition;
  const query = documented(
    [
      `Watch the ${plural}: a subscription tells every change from now on.`,
      `Run it, then create or change ${withArticle(name)} on this page in another browser tab. Press stop to end it.`,
    ],
    `subscription ${watchOperation(definition)} {
      ${changedListField(definition)} { kind id ${name} { ${ownSelection(definition)} } }
    }`,
  );
  return { query };
}
