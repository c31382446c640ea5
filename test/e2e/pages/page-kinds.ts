import { domainWords } from '../../../scripts/domain.ts';

const lists: readonly string[] = domainWords;
const singular = (list: string): string => list.replace(/s$/, '');
const isId = (segment: string): boolean => /^[\da-f-]{20,}$/.test(segment);

/** What a name in a path stands for, after the segment before it. */
const namedAfter: Readonly<Record<string, string>> = {
  relations: ':rel',
  problems: ':problem',
  gateway_registrations: ':name',
};

/**
 * Returns the kind of a page by its URL: whether it is of the gateway at `root`, its path with placeholders for IDs,
 * names, lists and services, and whether it has a query. Pages of one kind come from the same code.
 */
export function kindOf(url: string, root: string): string {
  const { origin, pathname, search } = new URL(url);
  const segments = pathname.split('/').slice(1);
  const kinds = segments.map((segment, index) => {
    const named = namedAfter[segments[index - 1] ?? ''];
    if (named !== undefined && segment !== '') return named;
    if (isId(segment)) return ':id';
    // The items of each resource have links of their own.
    if (lists.includes(segment)) return isId(segments[index + 1] ?? '') ? segment : ':list';
    return lists.some((list) => singular(list) === segment) ? ':parent' : segment.replace(/^.*-service$/, ':service');
  });
  const part = origin === new URL(root).origin ? 'gateway' : 'service';
  return `${part} /${kinds.join('/')}${search === '' ? '' : '?'}`;
}
