import { parse } from 'rfc6570-uri-template';
import type { HalBody } from '../../support/clients.ts';
import { documentsIn } from './documents.ts';

/** Relation → whether it is an object or an array, wherever it was met: one or the other. */
export type Shapes = Map<string, 'array' | 'object'>;

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

const parses = (template: string): boolean => {
  try {
    return parse(template).items.some((item) => typeof item !== 'string');
  } catch {
    return false;
  }
};

/** What is wrong with a link (draft-kelly-json-hal-11 §5); nothing when undefined. */
function wrongLink({ href, templated, title, name }: HalBody): string | undefined {
  if (typeof href !== 'string' || !/^https?:\/\/[^/]/.test(href)) return 'has no absolute href';
  if (templated !== undefined && templated !== true) return 'says templated, but not that it is';
  if (templated === true && !parses(href)) return 'is no template (RFC 6570)';
  if (templated !== true && !URL.canParse(href)) return 'is no URL';
  if (templated !== true && /[{}]/.test(href)) return 'has braces, but is not said to be templated';
  if ([title, name].some((words) => words !== undefined && typeof words !== 'string'))
    return 'has a title that is none';
  return undefined;
}

/** Notes the shape of a relation; says so when it has another one elsewhere. */
function shapeFaults(shapes: Shapes, key: string, value: unknown): readonly string[] {
  const shape = Array.isArray(value) ? 'array' : 'object';
  const known = shapes.get(key) ?? shape;
  shapes.set(key, known);
  return known === shape ? [] : [`${key} is an ${shape} here, and an ${known} elsewhere`];
}

function faultsOfLinks({ _links }: HalBody, shapes: Shapes): readonly string[] {
  if (!isObject(_links)) return ['_links is no object'];
  const self = _links.self;
  return [
    ...(isObject(self) && self.templated !== true ? [] : ['there is no self, or it is a template']),
    ...Object.entries<HalBody>(_links).flatMap(([rel, links]) => [
      ...shapeFaults(shapes, `link ${rel}`, links),
      ...[links].flat().flatMap((link: HalBody) => {
        const fault = isObject(link) ? wrongLink(link) : 'is no object';
        return fault === undefined ? [] : [`link ${rel} ${fault}: ${JSON.stringify(link)}`];
      }),
    ]),
  ];
}

/** Lists embed arrays, also of nothing; what is embedded in an item is always one, or always a list. */
function faultsOfEmbedded({ _embedded, _meta, _links }: HalBody, shapes: Shapes): readonly string[] {
  if (_embedded === undefined) return _meta === undefined ? [] : ['a list without _embedded'];
  if (!isObject(_embedded)) return ['_embedded is no object'];
  const [, kind] = new URL(_links.self.href).pathname.split('/');
  const where = `embedded in ${_meta === undefined ? 'one of' : ''} /${kind}:`;
  return Object.entries<HalBody>(_embedded).flatMap(([rel, value]) => [
    ...shapeFaults(shapes, `${where} ${rel}`, value),
    ...(_meta === undefined || Array.isArray(value) ? [] : [`a list embeds ${rel} as an object`]),
    ...[value]
      .flat()
      .flatMap((each: HalBody) => (isObject(each) && each._links !== undefined ? [] : [`embedded ${rel} is no HAL`])),
  ]);
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** What is wrong with templates (https://rwcbook.github.io/hal-forms/). */
const faultsOfTemplates = ({ _templates = {} }: HalBody): readonly string[] =>
  Object.entries<HalBody>(_templates).flatMap(([name, { method, target, title, contentType, properties }]) => {
    const names = properties.map((property: HalBody) => property.name);
    const isWhole =
      methods.includes(method) &&
      URL.canParse(target) &&
      typeof title === 'string' &&
      contentType === 'application/json' &&
      names.every((each: unknown) => typeof each === 'string') &&
      new Set(names).size === names.length;
    return isWhole ? [] : [`template ${name} is not whole`];
  });

/** Everything that is wrong with a HAL document, and with those embedded in it. */
export const faultsOf = (body: HalBody, shapes: Shapes): readonly string[] =>
  documentsIn(body).flatMap((document) => [
    ...faultsOfLinks(document, shapes),
    ...faultsOfEmbedded(document, shapes),
    ...faultsOfTemplates(document),
  ]);
