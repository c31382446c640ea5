import type { RequestHandler, Response } from 'express';

/** A format of a response that has several parts, each sent when it is known. */
export type StreamFormat = keyof typeof streamFormats;

/** What a media range must say to ask for a format: its type, and a parameter with its value. */
interface FormatRange {
  readonly type: string;
  /** The parameter's name is in lower case. */
  readonly parameter?: readonly [name: string, value: string];
}

/** The formats of streams, and how clients ask for them in `Accept`. */
export const streamFormats = {
  /** GraphQL over Server-Sent Events, "distinct connections mode". */
  'event-stream': { type: 'text/event-stream' },
  /** Apollo's multipart protocol of subscriptions. */
  'multipart-subscription': { type: 'multipart/mixed', parameter: ['subscriptionspec', '1.0'] },
  /** Incremental delivery, as it was specified on 2022-08-24. */
  'multipart-defer': { type: 'multipart/mixed', parameter: ['deferspec', '20220824'] },
} as const satisfies Record<string, FormatRange>;

interface MediaRange {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly weight: number;
}

/**
 * Returns the formats of streams that an `Accept` header names, the preferred one first. A wildcard names none: whoever
 * accepts a stream has to know how to read it.
 *
 * @example acceptedStreams('multipart/mixed;boundary=graphql;subscriptionSpec=1.0, application/json') // ['multipart-subscription']
 */
export function acceptedStreams(accept: string | undefined): readonly StreamFormat[] {
  if (accept === undefined || !/multipart\/mixed|event-stream/i.test(accept)) return [];
  const ranges = (accept.match(/(?:[^,"]|"(?:[^"\\]|\\.)*")+/g) ?? []).map(parseRange);
  const byWeight = ranges.filter(({ weight }) => weight > 0).sort((one, other) => other.weight - one.weight);
  return [...new Set(byWeight.flatMap(formatsOf))];
}

function parseRange(range: string): MediaRange {
  const [type = '', ...parameters] = range.split(';').map((each) => each.trim());
  const parsed = new Map(
    parameters.map((each) => {
      const [name = '', value = ''] = each.split('=').map((part) => part.trim());
      return [name.toLowerCase(), value.replace(/^"(.*)"$/, '$1')];
    }),
  );
  const weight = Number(parsed.get('q') ?? 1);
  return { type: type.toLowerCase(), parameters: parsed, weight };
}

const formatsOf = ({ type, parameters }: MediaRange): readonly StreamFormat[] =>
  (Object.entries(streamFormats) as [StreamFormat, FormatRange][]).flatMap(([format, range]) =>
    range.type === type && (range.parameter === undefined || parameters.get(range.parameter[0]) === range.parameter[1])
      ? [format]
      : [],
  );

/** Returns the handler that leaves the formats that an endpoint has of those that `negotiate` has found. */
export const offerStreams =
  (formats: readonly StreamFormat[]): RequestHandler =>
  (_request, response, next) => {
    response.locals['streams'] = streamsOf(response).filter((format) => formats.includes(format));
    next();
  };

/** Returns the formats of streams that the client of a response accepts, the preferred one first. */
export const streamsOf = ({ locals }: Response): readonly StreamFormat[] =>
  (locals as { readonly streams?: readonly StreamFormat[] }).streams ?? [];
