// Two questions in Kafka's own protocol, enough to know that a broker answers. See kafka.apache.org/protocol.
import { exchange } from './lib.mjs';

const text = (value) => Buffer.concat([int16(Buffer.byteLength(value)), Buffer.from(value)]);
const int8 = (value) => Buffer.from([value]);
const int16 = (value) => {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
};
const int32 = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};

/** Sends one request (header version 1) and returns the body of its answer. */
async function ask(port, apiKey, apiVersion, body) {
  const request = Buffer.concat([
    int16(apiKey),
    int16(apiVersion),
    int32(1),
    text('petevents-brokers'),
    ...body,
  ]);
  const answer = await exchange(
    port,
    Buffer.concat([int32(request.length), request]),
    (bytes) => bytes.length >= 4 && bytes.length >= 4 + bytes.readInt32BE(0),
  );
  return answer.subarray(8);
}

/** The ids of the brokers that the one on `port` sees alive (Metadata v1, no topics). */
export async function brokersOf(port) {
  const body = await ask(port, 3, 1, [int32(0)]);
  const ids = [];
  let at = 4;
  for (let left = body.readInt32BE(0); left > 0; left--) {
    ids.push(body.readInt32BE(at));
    at += 4;
    at += 2 + body.readInt16BE(at); // host
    at += 4; // port
    at += 2 + Math.max(0, body.readInt16BE(at)); // rack, may be null
  }
  return ids;
}

/** Whether a coordinator for groups or transactions is ready (FindCoordinator v1). */
export async function coordinatorOf(port, kind) {
  const body = await ask(port, 10, 1, [text('petevents-brokers'), int8(kind === 'group' ? 0 : 1)]);
  return body.readInt16BE(4) === 0;
}
