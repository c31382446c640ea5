import { createsIn, relationsOf } from '../../resource/definition/relations.ts';
import type { Action } from '../../resource/definition/actions.ts';
import type { Definition } from '../../resource/definition/definition.ts';
import { documentStreams, forms } from '../media-types.ts';
import { withRepresentations } from '../representation-query.ts';
import type { RouteTable } from '../request.ts';
import { getItemChanges, getListChanges } from './changes.ts';
import {
  deleteList,
  getCreateForm,
  getList,
  postList,
  listReferringTo,
  wholeCollection,
  type ListSelector,
} from './collection.ts';
import { homeRoute, type HomeContent } from './home.ts';
import { internalRoutes } from './internal.ts';
import { itemAlternates, listAlternates } from './alternates.ts';
import { searchRoutes } from './searches.ts';
import { viewRoutes } from './views.ts';
import { actOnItem, changeItem, deleteItem, getEditForm, getItem } from './item.ts';

/** Creates the routes of a list and its changes, with its create form if documents can be created in it. */
const listRoutes = (path: string, selector: ListSelector, isCreatable: boolean): RouteTable => [
  ...(isCreatable ? ([[`${path}/create-form`, { GET: getCreateForm(selector) }, forms]] as const) : []),
  [`${path}/changes`, withRepresentations({ GET: getListChanges(selector) }), documentStreams],
  [path, withRepresentations({ GET: getList(selector), POST: postList(selector), DELETE: deleteList(selector) })],
];

/** Creates a route per action path. Actions may share a path: `PUT` performs and `DELETE` reverses. */
function actionRoutes(item: string, actions: readonly Action[]): RouteTable {
  const paths = [...new Set(actions.map(({ path }) => path))];
  return paths.map((path) => [
    `${item}/${path}`,
    withRepresentations(
      Object.fromEntries(
        actions.filter((action) => action.path === path).map((action) => [action.method, actOnItem(action)]),
      ),
    ),
  ]);
}

/** Derives all routes of a resource from its definition, and the route of its service's home. */
export function resourceRoutes(definition: Definition, home: HomeContent): RouteTable {
  const collection = `/${definition.plural}`;
  const item = `${collection}/:id`;
  const lists: (readonly [string, ListSelector])[] = [
    [collection, wholeCollection],
    ...relationsOf(definition).map(([name]) => [`${collection}/${name}/:parent`, listReferringTo(name)] as const),
  ];
  const subCollections = relationsOf(definition).flatMap(([name]) =>
    listRoutes(`${collection}/${name}/:parent`, listReferringTo(name), createsIn(definition, [name])),
  );
  return [
    ['/', { GET: homeRoute(home) }],
    ...internalRoutes(
      collection,
      definition.internal.map(({ contract }) => contract.name),
    ),
    ...subCollections,
    ...lists.flatMap(([path, selector]) => listAlternates(definition, path, selector)),
    ...viewRoutes(definition),
    ...searchRoutes(definition),
    ...listRoutes(collection, wholeCollection, createsIn(definition, [])),
    ...itemAlternates(definition, item),
    [`${item}/edit-form`, { GET: getEditForm }, forms],
    [`${item}/changes`, withRepresentations({ GET: getItemChanges }), documentStreams],
    ...actionRoutes(item, Object.values(definition.actions)),
    [
      item,
      withRepresentations({
        GET: getItem,
        PUT: changeItem('replace'),
        PATCH: changeItem('merge'),
        DELETE: deleteItem,
      }),
    ],
  ];
}
