import { parse } from 'rfc6570-uri-template';
import type { HalBody } from '../../support/clients.ts';
import { halFormsFaults } from '../../support/hal-forms.ts';
import { documentsIn } from './documents.ts';
import { parseUrl } from '../../../kit/util/parse-url.ts';

/** Relation → its shape. A relation must have the same shape in all documents. */
export type RelationShapes = Map<string, 'array' | 'object'>;

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

const isUriTemplate = (template: string): boolean => {
  try {
    return parse(template).items.some((item) => typeof item !== 'string');
  } catch {
    return false;
  }
};

/** Returns the first fault of a link (draft-kelly-json-hal-11 §5), or undefined. */
function linkFault({ href, templated, title, name }: HalBody): string | undefined {
  if (typeof href !== 'string' || !/^https?:\/\/[^/]/.test(href)) return 'has no absolute href';
  if (templated !== undefined && templated !== true) return 'has a `templated` other than true';
  if (templated === true && !isUriTemplate(href)) return 'is not a URI template (RFC 6570)';
  if (templated !== true && parseUrl(href) === undefined) return 'is not a URL';
  if (templated !== true && /[{}]/.test(href)) return 'contains braces, but is not marked as templated';
  if ([title, name].some((text) => text !== undefined && typeof text !== 'string'))
    return 'has a title or name that is not a string';
  return undefined;
}

/** Records the shape of a relation; returns a fault if it differs from other documents. */
function shapeFaults(shapes: RelationShapes, key: string, value: unknown): readonly string[] {
  const shape = Array.isArray(value) ? 'array' : 'object';
  const expected = shapes.get(key) ?? shape;
  shapes.set(key, expected);
  return expected === shape ? [] : [`${key} is an ${shape} here, but an ${expected} elsewhere`];
}

function linksFaults({ _links }: HalBody, shapes: RelationShapes): readonly string[] {
  if (!isObject(_links)) return ['_links is not an object'];
  const self = _links.self;
  return [
    ...(isObject(self) && self.templated !== true ? [] : ['self is missing or templated']),
    ...Object.entries<HalBody>(_links).flatMap(([rel, links]) => [
      ...shapeFaults(shapes, `link ${rel}`, links),
      ...[links].flat().flatMap((link: HalBody) => {
        const fault = isObject(link) ? linkFault(link) : 'is not an object';
        return fault === undefined ? [] : [`link ${rel} ${fault}: ${JSON.stringify(link)}`];
      }),
    ]),
  ];
}

/** Checks that lists embed arrays, even empty ones, and that relations embedded in items keep one shape. */
function embeddedFaults({ _embedded, _meta, _links }: HalBody, shapes: RelationShapes): readonly string[] {
  if (_embedded === undefined) return _meta === undefined ? [] : ['a list has no _embedded'];
  if (!isObject(_embedded)) return ['_embedded is not an object'];
  const [, kind] = new URL(_links.self.href).pathname.split('/');
  const where = `embedded in ${_meta === undefined ? 'an item of' : ''} /${kind}:`;
  return Object.entries<HalBody>(_embedded).flatMap(([rel, value]) => [
    ...shapeFaults(shapes, `${where} ${rel}`, value),
    ...(_meta === undefined || Array.isArray(value) ? [] : [`a list embeds ${rel} as an object`]),
    ...[value]
      .flat()
      .flatMap((document: HalBody) =>
        isObject(document) && document._links !== undefined ? [] : [`embedded ${rel} is not HAL`],
      ),
  ]);
}

/** Returns the faults of a HAL document and of its embedded documents. */
export const halFaults = (body: HalBody, shapes: RelationShapes): readonly string[] =>
  documentsIn(body).flatMap((document) => [
    ...linksFaults(document, shapes),
    ...embeddedFaults(document, shapes),
    ...halFormsFaults(document),
  ]);
