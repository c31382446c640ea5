import type { RequestHandler } from 'express';
import { halPropertyName } from '../hal/property-names.ts';
import { createPages } from '../html/pages.ts';
import type { RootWatcher } from '../remote/root-watcher.ts';
import { rootUrlOf } from '../remote/root-url.ts';
import type { Definition } from '../resource/definition/definition.ts';
import { propertiesOf } from '../resource/properties.ts';
import type { ServiceSettings } from './settings.ts';

/** Returns the titles of a resource's fields, by their names in documents. */
const titlesOf = (definition: Definition): Readonly<Record<string, string>> =>
  Object.fromEntries(
    propertiesOf(definition).flatMap((property) =>
      property.field === undefined ? [] : [[halPropertyName(property), property.field.title]],
    ),
  );

/** Creates the handlers that make pages of a service's responses; none if pages are switched off. */
export function servicePages(
  { pages, product, gatewayUrl, graphqlUrl }: ServiceSettings,
  definition: Definition,
  links: RootWatcher['links'] = () => undefined,
): readonly RequestHandler[] {
  if (!pages) return [];
  return createPages({
    product,
    titles: titlesOf(definition),
    root: () => rootUrlOf(links(), gatewayUrl),
    graphql: (base) => graphqlUrl ?? `${base}/graphql`,
  });
}
