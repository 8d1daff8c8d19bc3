import { MAX_DEPTH, TOO_DEEP } from './events.js';

/** More nodes than this, aliases written out, are an alias bomb or a mistake. */
export const MAX_NODES = 5_000_000;

/** How large a value is, aliases written out. */
export interface Extent {
  readonly nodes: number;
  /** Containers inside of each other, itself among them. */
  readonly height: number;
}

/** Thrown at the node that brings a document over a limit. */
export class LimitExceeded extends Error {
  /** The index of the event where it happened. */
  readonly event: number;
  readonly help: string | undefined;

  constructor(event: number, message: string, help?: string) {
    super(message);
    this.event = event;
    this.help = help;
  }
}

/** @throws LimitExceeded */
export function assertDepth(depth: number, event: number): void {
  if (depth > MAX_DEPTH) throw new LimitExceeded(event, TOO_DEEP);
}

/** @throws LimitExceeded */
export function assertNodes(nodes: number, event: number): void {
  if (nodes <= MAX_NODES) return;
  const message = `With its aliases written out this document has more than ${MAX_NODES} nodes.`;
  throw new LimitExceeded(event, message, 'Use fewer nested aliases.');
}
