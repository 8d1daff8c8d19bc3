import type { ReplyContract } from '../../contract.js';
import type { Connector } from '../connector.js';
import type { Delivery, ReplyInbox, Transport } from '../transport.js';

/** This client's inboxes for replies: one, and one more for each reply channel with an address. */
export class Inboxes {
  readonly #parts: { readonly transport: Transport; readonly connector: Connector };
  readonly #title: string;
  readonly #open = new Map<string | undefined, Promise<ReplyInbox>>();

  constructor(parts: { transport: Transport; connector: Connector }, title: string) {
    this.#parts = parts;
    this.#title = title;
  }

  /** Opens the inbox at first use. @returns its address */
  async open(reply: ReplyContract, deliver: (delivery: Delivery) => void): Promise<string> {
    const channel = typeof reply.channel?.address === 'string' ? reply.channel : undefined;
    let opening = this.#open.get(channel?.id);
    if (opening === undefined) {
      const { transport, connector } = this.#parts;
      if (!connector.connected) await connector.connect();
      opening =
        this.#open.get(channel?.id) ??
        transport.openReplies({ title: this.#title, channel, deliver });
      this.#open.set(channel?.id, opening);
      // A failed attempt is not kept: the next request tries again.
      opening.catch(() => this.#open.delete(channel?.id));
    }
    return (await opening).address;
  }

  /** Never rejects. */
  async close(): Promise<void> {
    const opened = await Promise.allSettled(this.#open.values());
    const inboxes = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    await Promise.allSettled(inboxes.map((inbox) => inbox.close()));
  }
}
