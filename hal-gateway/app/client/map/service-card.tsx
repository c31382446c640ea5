import { usePage } from '../../../../kit/html/client/components/context.ts';
import { isWebUrl, type Link } from '../../../../kit/html/client/model/hal.ts';
import { toWords } from '../../../../kit/html/client/model/titles.ts';
import { InGraph } from './in-graph.tsx';
import { secondsInWords } from './moment.ts';
import type { Lease, ServiceOnMap, ServiceState } from './system.ts';

const states: Readonly<Record<ServiceState, { readonly word: string; readonly tone: string }>> = {
  live: { word: 'live', tone: 'good' },
  away: { word: 'away', tone: 'danger' },
  left: { word: 'left', tone: 'plain' },
  retired: { word: 'retired', tone: 'plain' },
};

const LeaseTime = ({ lease: { seconds, endsAt }, now }: { readonly lease: Lease; readonly now: number }) => {
  const left = Math.max(0, Math.min(seconds, Math.round((endsAt - now) / 1000)));
  return (
    <>
      <progress value={left} max={seconds} aria-label="Time left of the lease" />
      <span class="map-since">
        {left === 0 ? 'ended' : `${secondsInWords(left)} left`} of {secondsInWords(seconds)}
      </span>
    </>
  );
};

const Offer = ({ link }: { readonly link: Link }) => {
  const { addressOf } = usePage();
  const words = toWords(link.rel);
  return (
    <li>
      {link.templated || !isWebUrl(link.href) ? (
        <span>{words}</span>
      ) : (
        <a href={addressOf(link.href)} title={link.title ?? words}>
          {words}
        </a>
      )}
    </li>
  );
};

interface ServiceCardProps {
  readonly service: ServiceOnMap;
  readonly now: number;
  readonly hasGraph: boolean;
}

/** A service on the map: whether it is at the root, its lease, its place in the graph, and what it offers. */
export const ServiceCard = ({ service, now, hasGraph }: ServiceCardProps) => {
  const { name, home, state, isGuest, lease, offers } = service;
  const { word, tone } = states[state];
  return (
    <li class={`card map-card map-service is-${state}`}>
      <header>
        <h2>{home === undefined || !isWebUrl(home) ? name : <a href={home}>{name}</a>}</h2>
        {isGuest && <span class="map-badge plain">guest</span>}
        <span class={`map-badge ${tone}`}>{word}</span>
      </header>
      <dl>
        {(lease !== undefined || state === 'live') && (
          <div>
            <dt>Lease</dt>
            <dd>{lease === undefined ? 'None: its home is asked' : <LeaseTime lease={lease} now={now} />}</dd>
          </div>
        )}
        {hasGraph && (
          <div>
            <dt>Graph</dt>
            <dd>
              <InGraph service={service} />
            </dd>
          </div>
        )}
        {offers.length > 0 && (
          <div>
            <dt>Offers</dt>
            <dd>
              <ul class="map-offers">
                {offers.map((link) => (
                  <Offer key={`${link.rel} ${link.href}`} link={link} />
                ))}
              </ul>
            </dd>
          </div>
        )}
      </dl>
    </li>
  );
};
