import type { Protocol } from '../protocol.js';

/** The in-process bus: no server calls it by a name, and no binding speaks of it. */
export const memory: Protocol = {
  serverProtocols: [],
  channel: () => undefined,
  operation: () => undefined,
  message: () => undefined,
};
