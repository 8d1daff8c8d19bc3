import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidMessageError } from '../src/generated/runtime/errors.js';
import { memoryBus } from '../src/generated/runtime/memory.js';
import { placeOrder } from '../src/publisher.js';
import { startPacking } from '../src/subscriber.js';

test('an order that is placed is packed', async () => {
  const bus = memoryBus();
  const packed: string[] = [];
  await startPacking(bus, ({ orderId }) => void packed.push(orderId)).ready;
  const orderId = await placeOrder(bus, 'rubber ducks', 3);
  await bus.settled();
  assert.deepEqual(packed, [orderId]);
  await bus.close();
});

test('an order that does not fit the document is not sent', async () => {
  const bus = memoryBus();
  await assert.rejects(placeOrder(bus, 'rubber ducks', 0), InvalidMessageError);
  assert.deepEqual(bus.published('publishOrderPlaced'), []);
  await bus.close();
});
