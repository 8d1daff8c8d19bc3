import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Supervisor, type Supervised } from '../../../templates/runtime/amqp/supervisor.js';

interface Thing {
  readonly number: number;
}

/** Opens things on demand of the test, and notes what happens. */
class Bench {
  readonly states: string[] = [];
  readonly disposed: number[] = [];
  readonly #opening: ((result: Thing | Error) => void)[] = [];
  lose: (reason: Error) => void = () => undefined;
  opened = 0;
  readonly supervisor: Supervisor<Thing>;

  constructor(more: Partial<Supervised<Thing>> = {}) {
    this.supervisor = new Supervisor<Thing>({
      name: 'the thing',
      open: (lost) => {
        this.lose = lost;
        this.opened += 1;
        return new Promise((resolve, reject) =>
          this.#opening.push((result) =>
            result instanceof Error ? reject(result) : resolve(result),
          ),
        );
      },
      dispose: async ({ number }) => void this.disposed.push(number),
      changed: (state) => this.states.push(state),
      ...more,
    });
  }

  async finish(result: Thing | Error): Promise<void> {
    this.#opening.shift()?.(result);
    await settle();
  }
}

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

describe('supervisor', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('opens once for all who wait', async () => {
    const bench = new Bench();
    const waiting = [bench.supervisor.get(), bench.supervisor.get(), bench.supervisor.attempt()];
    await bench.finish({ number: 1 });
    expect(await Promise.all(waiting)).toEqual([{ number: 1 }, { number: 1 }, { number: 1 }]);
    expect(bench.opened).toBe(1);
    expect(bench.states).toEqual(['connecting', 'ready']);
  });

  it('tries for ever, waiting from 0.2 s up to 30 s, jittered', async () => {
    const bench = new Bench();
    const waiting = bench.supervisor.get();
    const waits: number[] = [];
    for (let failures = 1; failures <= 12; failures += 1) {
      await bench.finish(new Error('away'));
      const before = Date.now();
      await vi.advanceTimersToNextTimerAsync();
      waits.push(Date.now() - before);
      expect(bench.opened).toBe(failures + 1);
    }
    waits.forEach((wait, index) => {
      const middle = Math.min(200 * 2 ** index, 30_000);
      expect(wait).toBeGreaterThanOrEqual(middle * 0.5);
      expect(wait).toBeLessThanOrEqual(middle * 1.5);
    });
    await bench.finish({ number: 1 });
    expect(await waiting).toEqual({ number: 1 });
  });

  it('recovers what is lost, and only says ready when it is', async () => {
    const bench = new Bench();
    void bench.supervisor.get();
    await bench.finish({ number: 1 });
    bench.lose(new Error('cut'));
    expect(bench.supervisor.current).toBeUndefined();
    expect(bench.supervisor.state).toBe('recovering');
    await vi.advanceTimersToNextTimerAsync();
    const waiting = bench.supervisor.get();
    await bench.finish(new Error('still away'));
    await vi.advanceTimersToNextTimerAsync();
    await bench.finish({ number: 2 });
    expect(await waiting).toEqual({ number: 2 });
    expect(bench.supervisor.state).toBe('ready');
  });

  it('disposes of what is lost while it is opened', async () => {
    const bench = new Bench();
    const waiting = bench.supervisor.get();
    bench.lose(new Error('cut at once'));
    await bench.finish({ number: 1 });
    expect(bench.disposed).toEqual([1]);
    await vi.advanceTimersToNextTimerAsync();
    await bench.finish({ number: 2 });
    expect(await waiting).toEqual({ number: 2 });
  });

  it('gives up after one attempt when nobody waits', async () => {
    const bench = new Bench();
    const attempt = expect(bench.supervisor.attempt()).rejects.toThrow('away');
    await bench.finish(new Error('away'));
    await attempt;
    expect(bench.supervisor.state).toBe('idle');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends with a reason that no attempt can heal, but only before it was ready', async () => {
    const refused = new Error('refused');
    const bench = new Bench({ hopeless: (reason) => reason === refused });
    const waiting = expect(bench.supervisor.get()).rejects.toBe(refused);
    await bench.finish(refused);
    await waiting;
    expect(bench.supervisor.state).toBe('closed');

    const steady = new Bench({ hopeless: (reason) => reason === refused });
    void steady.supervisor.get();
    await steady.finish({ number: 1 });
    steady.lose(refused);
    await vi.advanceTimersToNextTimerAsync();
    await steady.finish(refused);
    expect(steady.supervisor.state).toBe('recovering');
  });

  it('closes in each state and leaves no timer', async () => {
    const closed = { code: 'CLOSED' };
    const idle = new Bench();
    await idle.supervisor.close();
    await expect(idle.supervisor.get()).rejects.toMatchObject(closed);
    await expect(idle.supervisor.attempt()).rejects.toMatchObject(closed);

    const connecting = new Bench();
    const waiting = expect(connecting.supervisor.get()).rejects.toMatchObject(closed);
    await connecting.supervisor.close();
    await waiting;
    await connecting.finish({ number: 1 });
    expect(connecting.disposed).toEqual([1]);

    const ready = new Bench();
    void ready.supervisor.get();
    await ready.finish({ number: 1 });
    await ready.supervisor.close();
    expect(ready.disposed).toEqual([1]);
    ready.lose(new Error('its end is heard, too late'));

    const recovering = new Bench();
    void recovering.supervisor.get();
    await recovering.finish({ number: 1 });
    recovering.lose(new Error('cut'));
    await recovering.supervisor.close();
    expect(vi.getTimerCount()).toBe(0);
    expect(ready.states.at(-1)).toBe('closed');
  });
});
