import { lastEventId, sendEventStream, setEventStreamHeaders } from '../http/event-stream.ts';
import type { ExpressContext } from './express-context.ts';
import { sendProblem, type ProblemContext } from './problem-details.ts';
import type { HalResponse } from './request.ts';

/** Opens a stream, and sends its events until it ends or the client disconnects. `HEAD` gets its headers alone. */
export async function sendEvents(
  { request, response }: ExpressContext,
  open: NonNullable<HalResponse['stream']>,
  context: ProblemContext,
): Promise<void> {
  if (request.method === 'HEAD') {
    setEventStreamHeaders(response);
    return void response.status(200).end();
  }
  const opened = await open();
  if (!opened.ok) return sendProblem(response, opened.problem, { context });
  const { events, position, end, ...settings } = opened.value;
  response.once('close', end);
  try {
    await sendEventStream(response.status(200).set(lastEventId, position), events, settings);
  } finally {
    end();
  }
}
