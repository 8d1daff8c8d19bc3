import { createClient } from '../../../fixtures/contract/expected/index.js';
import type { Bus, Client } from '../../../fixtures/contract/expected/index.js';
import type { Logger } from '../../../templates/runtime/log.js';
import type { BusKind } from '../../../templates/runtime/types.js';
import { recorder } from '../../runtime/core/support.js';

/** A bus with its generated client, its log, and the states that it went through. */
export interface Stage<Kind extends BusKind> {
  readonly bus: Bus<Kind>;
  readonly client: Client<Bus<Kind>>;
  readonly log: readonly string[];
  readonly states: readonly string[];
  /** Resolves at this state, also when it is there now. */
  readonly reaches: (status: string) => Promise<void>;
}

/** On whatever transport. */
export type AnyStage = Stage<BusKind>;

export const stageOn = <Kind extends BusKind>(makeBus: (log: Logger) => Bus<Kind>): Stage<Kind> => {
  const log = recorder();
  const bus = makeBus(log);
  const states: string[] = [];
  const waiting = new Set<() => void>();
  bus.onStatus(({ status }) => {
    states.push(status);
    for (const check of [...waiting]) check();
  });
  const reaches = (status: string): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (bus.health().status !== status) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });
  return { bus, client: createClient(bus), log: log.lines, states, reaches };
};
