import { own } from '../own.js';
import type { Delivery, Headers } from '../transport.js';

/**
 * W3C Trace Context, in headers. It goes on from the message that is handled to what its handler
 * sends; nobody makes one but telemetry.
 */
export type Trace = Headers & { readonly traceparent: string; readonly tracestate?: string };

/** Version, trace, span and flags; none of the first three may say "invalid". */
const wellFormed =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-|$)/;
const maxStateLength = 512;

/** The trace that headers carry; `undefined` where there is none, or none that tools would take. */
export const traceIn = (headers: object): Trace | undefined => {
  const traceparent = own(headers, 'traceparent');
  if (typeof traceparent !== 'string' || !wellFormed.test(traceparent)) return undefined;
  const tracestate = own(headers, 'tracestate');
  return typeof tracestate === 'string' && tracestate.length <= maxStateLength
    ? { traceparent, tracestate }
    : { traceparent };
};

/** The trace of a message that was received. */
export const traceOf = (delivery: Delivery): Trace | undefined => {
  const { record } = delivery;
  if (record?.declared === undefined) return traceIn(delivery.headers);
  // Where headers are made when somebody wants them, nobody does.
  return traceIn(record.declared) ?? (record.extra && traceIn(record.extra));
};
