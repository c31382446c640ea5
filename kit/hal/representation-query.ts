import { succeed, type Outcome } from '../resource/problems.ts';
import { embeddableNames } from './embed.ts';
import { parseFlag } from './flags.ts';
import { parsePreferences } from './preferences.ts';
import { parseEmbeds, parseProjection, type EmbedBounds, type Embeds, type Projection } from './query.ts';
import { projectable } from './render.ts';
import type { Methods, ResourceRequest, Route } from './request.ts';

/** What the representation of a document contains. */
export interface RepresentationQuery {
  readonly projection: Projection;
  readonly embeds: Embeds;
  /** Whether to omit all members except links and embedded resources. */
  readonly linksOnly: boolean;
}

/** A request whose query for the representation in the response is parsed. */
export interface RepresentationRequest extends ResourceRequest {
  readonly representation: RepresentationQuery;
}

/** Parses `projection`, `embed`, `links_only` and `Prefer: transclude`. Fails with 400 for the first invalid one. */
function parseRepresentationQuery({ service, query, header, locator }: ResourceRequest): Outcome<RepresentationQuery> {
  const { definition, limits } = service.resource;
  const projection = parseProjection(query, projectable(definition));
  if (!projection.ok) return projection;
  const linksOnly = parseFlag(query, 'links_only');
  if (!linksOnly.ok) return linksOnly;
  const bounds = { relations: embeddableNames({ definition, ...locator }), limits };
  const embeds = parseEmbeds(query['embed'], bounds);
  if (!embeds.ok) return embeds;
  const { transclude } = parsePreferences(header('prefer'));
  return succeed({
    projection: projection.value,
    linksOnly: linksOnly.value,
    embeds: transclude.length === 0 ? embeds.value : withTransclusions(query['embed'], transclude, bounds),
  });
}

/** Adds preferred relations to valid ones. Those that cannot be embedded are ignored (RFC 7240 §2). */
function withTransclusions(
  embed: string | readonly string[] | undefined,
  transclude: readonly string[],
  bounds: EmbedBounds,
): Embeds {
  let values = [embed ?? []].flat();
  for (const relation of transclude) {
    const extended = [...values, relation];
    if (parseEmbeds(extended, bounds).ok) values = extended;
  }
  const embeds = parseEmbeds(values, bounds);
  return embeds.ok ? embeds.value : new Map();
}

const withRepresentation =
  (route: Route<RepresentationRequest>): Route =>
  async (request, body) => {
    const representation = parseRepresentationQuery(request);
    return representation.ok ? route({ ...request, representation: representation.value }, body) : representation;
  };

/**
 * Creates routes that parse the query for the representation in their response before anything else: an invalid one is
 * refused before anything is written.
 */
export const withRepresentations = (methods: Methods<RepresentationRequest>): Methods =>
  Object.fromEntries(Object.entries(methods).map(([method, route]) => [method, withRepresentation(route)]));
