import type { Config } from '../../config.js';
import type {
  AdoptionCompleted,
  AdoptionFailed,
  AdoptionIds,
  Failure,
  Step,
} from '../../generated/index.js';

/** The steps in their order. The last one is the point of no return. */
export const steps: readonly Step[] = [
  'reserve-pet',
  'charge-fee',
  'issue-certificate',
  'schedule-vet-appointment',
  'adopt-pet',
];

export type StepState =
  'waiting' | 'running' | 'done' | 'failed' | 'timed-out' | 'undoing' | 'undone';
export type Status = 'processing' | 'compensating' | 'completed' | 'failed' | 'needs-attention';

/** One adoption: all that is known of it, as plain data. */
export interface Saga {
  readonly ids: AdoptionIds;
  readonly status: Status;
  readonly steps: readonly {
    readonly step: Step;
    readonly state: StepState;
    readonly at: string;
  }[];
  /** The command that waits for its answer. */
  readonly pending?: Order;
  readonly failure?: Failure;
  readonly certificateUrl?: string;
  readonly vetAppointmentDate?: string;
}

/** An order to a service: to do a step, or to undo it. */
export interface Order {
  readonly commandId: string;
  readonly step: Step;
  readonly undo: boolean;
  /** From 1. */
  readonly attempt: number;
}

/** What the saga hears. `at` is when, in ISO 8601. */
export type Input = { readonly at: string } & (
  | { readonly type: 'started' }
  | { readonly type: 'timeout'; readonly commandId: string }
  | ({ readonly type: 'done'; readonly commandId: string } & Result)
  | { readonly type: 'refused'; readonly commandId: string; readonly failure: Failure }
);

interface Result {
  readonly certificateUrl?: string;
  readonly vetAppointmentDate?: string;
}

export type SagaEvent =
  | { readonly type: 'AdoptionCompleted'; readonly payload: AdoptionCompleted }
  | { readonly type: 'AdoptionFailed'; readonly payload: AdoptionFailed };

/** What follows. `wait`: call back with a timeout of the pending command after so many milliseconds. */
export interface Reaction {
  readonly saga: Saga;
  readonly orders: readonly Order[];
  readonly events: readonly SagaEvent[];
  readonly sendEmail: boolean;
  readonly wait?: number;
}

/** How long a step may take, in milliseconds. */
export type Limits = Pick<Config, 'stepTimeout'>;
