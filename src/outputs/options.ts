/** The transports that code can be generated for. */
export const protocolNames = ['memory', 'kafka', 'amqp'] as const;

export type ProtocolName = (typeof protocolNames)[number];

/** Parts of the run time that stand beside a bus, and that few projects need. */
export const extraNames = ['dead-letters', 'http', 'webhooks'] as const;

export type ExtraName = (typeof extraNames)[number];

/** Whose code is written: the application that the document describes, or whoever talks to it. */
export const perspectives = ['application', 'counterpart'] as const;

export type Perspective = (typeof perspectives)[number];

/** What the user may choose about the output. */
export interface EmitOptions {
  /** Missing: those of the document's servers. The in-process bus is always there. */
  readonly protocols?: readonly ProtocolName[];
  readonly perspective?: Perspective;
  /** Default: none. */
  readonly extras?: readonly ExtraName[];
  /** Where the run time lies, relative to the output folder; `runtime` unless shared. */
  readonly runtime?: string;
  /** The document's file name for the banners. */
  readonly sourceName: string;
}
