import { useEffect, useState } from 'preact/hooks';
import type { ShownDocument } from '../model/document.ts';
import { embeddedOf, labelOf, linkOf } from '../model/hal.ts';
import type { Related } from '../model/problem.ts';
import { toWords } from '../model/titles.ts';
import { usePage } from './context.ts';
import { HalLink } from './hal-link.tsx';
import { nameDocument, resolveReference } from './resolve-reference.ts';

interface Target {
  readonly href: string;
  readonly label: string;
}

/** The most documents of a list that are named. */
const mostNamed = 5;

/** Returns the documents of a list that people have a name for. */
const namedIn = ({ body, url }: ShownDocument): readonly Target[] =>
  embeddedOf(body)
    .flatMap(({ items }) => items)
    .flatMap((item) => {
      const [href, label] = [linkOf(item, 'self', url)?.href, labelOf({ ...item, _id: undefined })];
      return href === undefined || label === undefined ? [] : [{ href, label }];
    })
    .slice(0, mostNamed);

/** The first documents of a list, by their names. */
const FirstOf = ({ href }: Pick<Target, 'href'>) => {
  const { send } = usePage();
  const [named, setNamed] = useState<readonly Target[]>([]);
  useEffect(() => {
    const aborter = new AbortController();
    void send({ method: 'GET', url: href }, aborter.signal).then(
      (list) => setNamed(namedIn(list)),
      () => undefined,
    );
    return () => aborter.abort();
  }, [href]);
  return named.length === 0 ? null : (
    <ul>
      {named.map((each) => (
        <li key={each.href}>
          <HalLink href={each.href}>{each.label}</HalLink>
        </li>
      ))}
    </ul>
  );
};

/** A link to what a problem names. If it names an ID, the link is found from the root; of a list, documents are named. */
export const RelatedLink = ({ related, document }: { readonly related: Related; readonly document: ShownDocument }) => {
  const { send, rootUrl, addressOf } = usePage();
  const [target, setTarget] = useState<Target | undefined>(
    related.href === undefined ? undefined : { href: related.href, label: toWords(related.label) },
  );
  const { reference, href, isUnnamed, isList } = related;
  useEffect(() => {
    if (reference !== undefined) void resolveReference(reference, { document, rootUrl, send }).then(setTarget);
    else if (isUnnamed && href !== undefined) void nameDocument(href, related.label, send).then(setTarget);
  }, [reference?.id, href]);
  if (target === undefined) return null;
  // A list that this page does not show is not left for.
  const isShownHere = !isList || addressOf(target.href).startsWith('#');
  return (
    <li>
      {isShownHere ? <HalLink href={target.href}>{target.label}</HalLink> : target.label}
      {isList && <FirstOf href={target.href} />}
    </li>
  );
};
