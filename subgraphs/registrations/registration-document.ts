import type { Metadata, RuleContext } from '#kit';

/** A registration with its place. */
export interface RegistrationDocument extends Metadata {
  readonly event: string;
  readonly account: string;
  /** From 1 to the capacity of the event's venue; unique at the event. */
  readonly seat?: number;
}

export type RegistrationContext = RuleContext<RegistrationDocument>;
