import type { ComponentChildren } from 'preact';
import type { GatewayOnMap } from './system.ts';

/** How good a status is, by which it is coloured. Its word says the same. */
const tones: Readonly<Record<string, string>> = { ok: 'good', degraded: 'warm', starting: 'warm' };

interface GatewayCardProps {
  readonly title: string;
  readonly gateway: GatewayOnMap | undefined;
  readonly href: string | undefined;
  readonly children: ComponentChildren;
}

/** A gateway on the map. */
export const GatewayCard = ({ title, gateway, href, children }: GatewayCardProps) => {
  const status = gateway?.status ?? 'no answer';
  return (
    <li class="card map-card map-gateway">
      <header>
        <h2>{href === undefined ? title : <a href={href}>{title}</a>}</h2>
        <span class={`map-badge ${tones[status] ?? 'danger'}`}>{status}</span>
      </header>
      {children}
    </li>
  );
};
