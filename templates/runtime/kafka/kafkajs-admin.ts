import type { AdminClient, KafkaClient } from './client.js';

/**
 * A kafkajs admin that stays disconnected. What is under way when it disconnects fails, and on its
 * way out makes kafkajs connect again, to a socket that nobody would close.
 */
export function openAdmin(client: KafkaClient): AdminClient {
  const admin = client.admin();
  const underWay = new Set<Promise<unknown>>();
  const note = (work: unknown): unknown => {
    if (!(work instanceof Promise)) return work;
    const end = (): boolean => underWay.delete(work);
    underWay.add(work);
    work.then(end, end);
    return work;
  };
  const disconnect = async (): Promise<void> => {
    await admin.disconnect();
    if (underWay.size === 0) return;
    await Promise.allSettled(underWay);
    await admin.disconnect();
  };
  return new Proxy(admin, {
    get: (target, name) => {
      if (name === 'disconnect') return disconnect;
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => note(Reflect.apply(member, target, args));
    },
  });
}
