import type { Link } from '../model/hal.ts';
import { linkText, type LinkGroups } from '../model/link-groups.ts';
import { toWords } from '../model/titles.ts';
import { HalLink } from './hal-link.tsx';
import { TemplateForm } from './template-form.tsx';

/** Whether a link leads to a page of its own: HTML, or the endpoint of GraphQL, which has a playground. */
const isPage = ({ rel, type }: Link): boolean => type === 'text/html' || /(^|:)graphql$/.test(rel);

/** A link with its relation. */
const Row = ({ link }: { readonly link: Link }) => (
  <li>
    {isPage(link) ? (
      <a href={link.href}>{linkText(link)}</a>
    ) : (
      <HalLink href={link.href} rel={link.rel}>
        {linkText(link)}
      </HalLink>
    )}{' '}
    <code>{link.rel}</code>
    {link.isDeprecated && <span class="badge">deprecated</span>}
  </li>
);

const Card = ({ link, label }: { readonly link: Link; readonly label: string | undefined }) => {
  const text = linkText(link);
  const words = toWords(link.rel);
  const isSentence = text.endsWith('.');
  const content = (
    <>
      <span class="link-title">{isSentence ? words : text}</span>
      {label !== undefined && <span class="link-text">{label}</span>}
      {isSentence && <span class="link-text">{text}</span>}
      {link.isGuest && <span class="badge">guest</span>}
      {link.isDeprecated && <span class="badge">deprecated</span>}
    </>
  );
  return (
    <li>
      {isPage(link) ? (
        <a href={link.href} class="card link-card">
          {content}
        </a>
      ) : (
        <HalLink href={link.href} rel={link.rel} class="card link-card">
          {content}
        </HalLink>
      )}
    </li>
  );
};

interface CardsProps extends Partial<Pick<LinksProps, 'labels'>> {
  readonly title: string;
  readonly links: readonly Link[];
}

const Cards = ({ title, links, labels }: CardsProps) =>
  links.length === 0 ? null : (
    <section>
      <h2>{title}</h2>
      <ul class="cards">
        {links.map((link) => (
          <Card key={`${link.rel} ${link.href}`} link={link} label={labels?.get(link.href)} />
        ))}
      </ul>
    </section>
  );

interface LinksProps {
  readonly groups: LinkGroups;
  /** The names of documents that this one refers to, by their URLs. */
  readonly labels: ReadonlyMap<string, string>;
  /** Whether the document is the system's root. */
  readonly isRoot: boolean;
  /** Whether the document has nothing but links. */
  readonly isAlone: boolean;
}

/** The links of a document: related documents, services, and what programs need. */
export const Links = ({ groups: { related, services, technical }, labels, isRoot, isAlone }: LinksProps) => (
  <>
    <Cards title={isRoot ? 'Start here' : 'Related'} links={related} labels={labels} />
    <Cards title="Services" links={services} />
    {technical.length > 0 && (
      <details class="more" open={isAlone && related.length + services.length === 0}>
        <summary>More links</summary>
        <ul class="rows">
          {technical
            .filter(({ templated }) => !templated)
            .map((link) => (
              <Row key={`${link.rel} ${link.href}`} link={link} />
            ))}
        </ul>
        {technical
          .filter(({ templated }) => templated)
          .map((link) => (
            <TemplateForm key={`${link.rel} ${link.href}`} link={link} />
          ))}
      </details>
    )}
  </>
);
