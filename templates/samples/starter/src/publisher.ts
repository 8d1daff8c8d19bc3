import { randomUUID } from 'node:crypto';
import { createClient } from './generated/index.js';
import type { Bus } from './generated/runtime/types.js';

/** Places an order: tells everybody. @returns its id */
export const placeOrder = async (bus: Bus, product: string, quantity: number): Promise<string> => {
  const orderId = randomUUID();
  const shop = createClient(bus, { source: 'shop' });
  await shop.publishOrderPlaced({ orderId, product, quantity });
  return orderId;
};
