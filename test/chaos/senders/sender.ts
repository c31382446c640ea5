import type { HttpClient } from '../../../kit/http/client.ts';
import type { Cluster } from '../cluster.ts';
import type { ChaosOperation, ChaosOutcome } from '../history.ts';
import type { Random } from '../random.ts';

/** An operation to send, with the idempotency key that its retries share. */
export interface OperationRequest {
  readonly operation: ChaosOperation;
  readonly key: string;
  /** Returns the username of an account's id. */
  readonly username: (account: string) => string;
}

/** Sends an operation through HAL or GraphQL to one of the instances, and returns its outcome. */
export type OperationSender = (request: OperationRequest) => Promise<ChaosOutcome>;

export interface SenderSettings {
  readonly client: HttpClient;
  readonly cluster: Pick<Cluster, 'gateway' | 'services'>;
  readonly random: Random;
}

/** The timeout of a request, in milliseconds. */
export const timeoutMs = 20_000;

/** Returns the ids of the events that a problem names as the cause. */
export function eventIdsIn(problem: Readonly<Record<string, unknown>>): readonly string[] {
  const { event, events } = problem;
  const all: readonly unknown[] = [event ?? [], events ?? []].flat();
  return [
    ...new Set(
      all.flatMap((each) => {
        const id: unknown = typeof each === 'object' && each !== null ? Reflect.get(each, 'id') : each;
        return typeof id === 'string' ? [id] : [];
      }),
    ),
  ];
}

/** Returns the status and the beginning of the body, for messages. */
export const excerptOf = ({ status, text }: { readonly status: number; readonly text: string }): string =>
  `${status} ${text.slice(0, 500)}`;
