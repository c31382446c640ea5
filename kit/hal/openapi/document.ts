import type { DescribedService } from './described.ts';
import { generalPaths } from './general-paths.ts';
import { itemPaths } from './item-paths.ts';
import { listPaths } from './list-paths.ts';
import { parametersOf } from './parameters.ts';
import { alternatePaths } from './alternate-paths.ts';
import { searchPaths } from './search-paths.ts';
import { viewPaths } from './view-paths.ts';
import { schemasOf } from './resource-schemas.ts';
import { problemResponses } from './responses.ts';

/** The media type of an OpenAPI 3.1 document, as registered by the OpenAPI Initiative. */
export const openApiType = 'application/vnd.oai.openapi+json;version=3.1';

/** Describes the HAL face of a service in OpenAPI 3.1, without the internal operations between services. */
export function openApiDocument(described: DescribedService): Readonly<Record<string, unknown>> {
  const { product, definition, base } = described;
  return {
    openapi: '3.1.1',
    info: {
      title: `${product.name}: ${definition.plural}`,
      version: '1.0.0',
      description: `${definition.summary} Start at ${base}/ and follow links; this document describes what they lead to.`,
    },
    servers: [{ url: base }],
    security: [{ basic: [] }, { bearer: [] }],
    paths: {
      ...generalPaths(described),
      ...listPaths(described),
      ...viewPaths(described),
      ...searchPaths(described),
      ...itemPaths(described),
      ...alternatePaths(described),
    },
    components: {
      securitySchemes: {
        basic: { type: 'http', scheme: 'basic' },
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      },
      parameters: parametersOf(described),
      responses: problemResponses(),
      schemas: schemasOf(described),
    },
  };
}
