import type { Action } from '../../resource/definition.ts';
import { references } from '../../resource/definition.ts';
import type { Served } from '../../resource/served.ts';
import type { Route } from '../exchange.ts';
import type { Links } from '../render.ts';
import { deleteList, getCreateForm, getList, postList, referring, whole, type Which } from './collection.ts';
import { homeRoute } from './home.ts';
import { internalRoutes } from './internal.ts';
import { actOnItem, changeItem, deleteItem, getEditForm, getItem } from './item.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type Methods = Readonly<Partial<Record<Method, Route>>>;
/** Path → what each method does there. The first path that matches a request has it. */
export type RouteTable = readonly (readonly [path: string, methods: Methods])[];
/** Links of a home that is seen under this URL. */
export type HomeLinks = (base: string) => Links;

const listRoutes = (path: string, which: Which): RouteTable => [
  [`${path}/create-form`, { GET: getCreateForm(which) }],
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

/** Every route of a service's HAL face, derived from its definition. */
export function routesOf({
  served,
  home,
  routes,
}: {
  served: Served;
  home: HomeLinks;
  routes: RouteTable;
}): RouteTable {
  const { definition } = served.resource;
  const collection = `/${definition.plural}`;
  const item = `${collection}/:id`;
  const below = references(definition).flatMap(([name]) =>
    listRoutes(`${collection}/${name}/:parent`, referring(name)),
  );
  return [
    ['/', { GET: homeRoute(home) }],
    ...routes,
    ...internalRoutes(collection, Object.keys(definition.internal)),
    ...below,
    ...listRoutes(collection, whole),
    [`${item}/edit-form`, { GET: getEditForm }],
    ...actionRoutes(item, Object.values(definition.actions)),
    [item, { GET: getItem, PUT: changeItem('whole'), PATCH: changeItem('part'), DELETE: deleteItem }],
  ];
}
