import { createClient } from './generated/index.js';
import type { OrderPlaced } from './generated/index.js';
import type { Bus, Subscription } from './generated/runtime/types.js';

/** Calls `pack` for each order that is placed; every process of the group takes its share. */
export const startPacking = (
  bus: Bus,
  pack: (order: OrderPlaced) => void | Promise<void>,
): Subscription =>
  createClient(bus).subscribe('packing', {
    subscribeOrderPlaced: (message) => pack(message.payload),
  });
