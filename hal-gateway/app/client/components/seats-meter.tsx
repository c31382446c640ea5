import type { Seats } from '../calendar/event.ts';

const phrase = ({ left, capacity }: Seats): string => {
  if (left === 0) return 'No seats left';
  return `${left} of ${capacity} ${capacity === 1 ? 'seat' : 'seats'} left`;
};

/** How full an event is. A screen reader is told when it changes. */
export const SeatsMeter = ({ seats }: { readonly seats: Seats }) => {
  const share = seats.capacity === 0 ? 100 : Math.round((seats.taken / seats.capacity) * 100);
  const state = seats.left === 0 ? 'full' : share >= 75 ? 'nearly' : 'free';
  return (
    <div class={`seats ${state}`}>
      <p class="seats-left" role="status">
        {phrase(seats)}
      </p>
      <progress
        max={seats.capacity}
        value={seats.taken}
        aria-label={`${seats.taken} of ${seats.capacity} seats taken`}
      />
      <p class="hint">
        {seats.taken} {seats.taken === 1 ? 'person is' : 'people are'} registered
        {seats.isMine && '; you are one of them'}
      </p>
    </div>
  );
};
