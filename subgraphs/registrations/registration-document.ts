import type { Metadata, RuleContext } from '#kit';

/** A registration as it is stored. */
export interface RegistrationDocument extends Metadata {
  readonly event: string;
  readonly account: string;
  /** The seat number, from 1 to the capacity of the event's venue; unique per event. */
  readonly seat?: number;
}

export type RegistrationContext = RuleContext<RegistrationDocument>;
