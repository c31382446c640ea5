import { createsIn, toOneRelations } from '../../resource/definition/relations.ts';
import type { Action } from '../../resource/definition/actions.ts';
import type { Definition } from '../../resource/definition/definition.ts';
import { forms } from '../media-types.ts';
import type { RouteTable } from '../request.ts';
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
import { actOnItem, changeItem, deleteItem, getEditForm, getItem } from './item.ts';

/** A list; with a form for a new document, where it is created there. */
const listRoutes = (path: string, which: ListSelector, isForNew: boolean): RouteTable => [
  ...(isForNew ? ([[`${path}/create-form`, { GET: getCreateForm(which) }, forms]] as const) : []),
  [path, { GET: getList(which), POST: postList(which), DELETE: deleteList(which) }],
];

/** Actions that share a path share its route: `PUT` does, `DELETE` undoes. */
function actionRoutes(item: string, actions: readonly Action[]): RouteTable {
  const paths = [...new Set(actions.map(({ path }) => path))];
  return paths.map((path) => [
    `${item}/${path}`,
    Object.fromEntries(
      actions.filter((action) => action.path === path).map((action) => [action.method, actOnItem(action)]),
    ),
  ]);
}

/** Every route of a resource, derived from its definition; and the home of the service that serves it. */
export function resourceRoutes(definition: Definition, home: HomeContent): RouteTable {
  const collection = `/${definition.plural}`;
  const item = `${collection}/:id`;
  const below = toOneRelations(definition).flatMap(([name]) =>
    listRoutes(`${collection}/${name}/:parent`, listReferringTo(name), createsIn(definition, [name])),
  );
  return [
    ['/', { GET: homeRoute(home) }],
    ...internalRoutes(collection, Object.keys(definition.internal)),
    ...below,
    ...listRoutes(collection, wholeCollection, createsIn(definition, [])),
    [`${item}/edit-form`, { GET: getEditForm }, forms],
    ...actionRoutes(item, Object.values(definition.actions)),
    [item, { GET: getItem, PUT: changeItem('replace'), PATCH: changeItem('merge'), DELETE: deleteItem }],
  ];
}
