import { z } from 'zod';
import { parseJson } from '../../../kit/util/parse-json.ts';
import type { ReceivedEvent } from './event-parser.ts';
import type { EventSource } from './source-client.ts';

/** Opens the source again after a position, with credentials that are valid now; undefined if that is not possible. */
export type ReopenSource = (position: string) => Promise<EventSource | undefined>;

const rejection = z.object({
  data: z.undefined().optional(),
  errors: z.array(z.object({ extensions: z.object({ code: z.string() }) })).nonempty(),
});

/** Whether a service ends its events because the credentials are not valid any more. */
function isRejection({ type, data }: ReceivedEvent): boolean {
  if (type !== 'next' || !data.includes('UNAUTHENTICATED')) return false;
  const { errors = [] } = rejection.safeParse(parseJson(data)).data ?? {};
  return errors.some(({ extensions }) => extensions.code === 'UNAUTHENTICATED');
}

/**
 * Creates a source that outlives the token that it was opened with: when the service ends it for that reason, it is opened
 * again after the last event, so that none is missed and none comes twice.
 */
export function renewSource(first: EventSource, reopen: ReopenSource): EventSource {
  let current = first;
  let isClosed = false;

  /** Opens the source again. Returns whether it is open. */
  async function renew(position: string | undefined): Promise<boolean> {
    const next = isClosed || position === undefined ? undefined : await reopen(position);
    if (next === undefined) return false;
    current = next;
    if (isClosed) current.close();
    return true;
  }

  async function* eventsOf(): AsyncGenerator<ReceivedEvent> {
    let { position } = first;
    for (;;) {
      let rejected: ReceivedEvent | undefined;
      for await (const event of current.events) {
        position = event.id ?? position;
        if (isRejection(event)) {
          rejected = event;
          break;
        }
        yield event;
      }
      if (rejected === undefined) return;
      if (await renew(position)) continue;
      yield rejected;
      yield { type: 'complete', data: '' };
      return;
    }
  }

  return {
    url: first.url,
    position: first.position,
    events: eventsOf(),
    read: (data) => current.read(data),
    close: () => {
      isClosed = true;
      current.close();
    },
  };
}
