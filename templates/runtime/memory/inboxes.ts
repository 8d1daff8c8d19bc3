import { randomUUID } from 'node:crypto';
import type { ReplyInbox, ReplyRequest } from '../core/transport.js';
import { InboxDelivery } from './inbox-delivery.js';
import type { Packet } from './packet.js';

/** The inboxes for replies, by their address. */
export class MemoryInboxes {
  readonly #shared: boolean;
  readonly #open = new Map<string, Set<ReplyRequest>>();

  /** @param shared payloads go by reference */
  constructor(shared: boolean) {
    this.#shared = shared;
  }

  open(request: ReplyRequest): ReplyInbox {
    const address = request.channel?.address ?? `inbox.${randomUUID()}`;
    const inboxes = this.#open.get(address) ?? new Set();
    this.#open.set(address, inboxes.add(request));
    return {
      address,
      close: async () => {
        inboxes.delete(request);
        if (inboxes.size === 0) this.#open.delete(address);
      },
    };
  }

  /** @returns whether there was an inbox for it */
  deliver(packet: Packet): boolean {
    const inboxes = this.#open.size === 0 ? undefined : this.#open.get(packet.address);
    if (inboxes === undefined) return false;
    for (const { channel, deliver } of inboxes) {
      deliver(new InboxDelivery(packet, channel, this.#shared));
    }
    return true;
  }

  clear(): void {
    this.#open.clear();
  }
}
