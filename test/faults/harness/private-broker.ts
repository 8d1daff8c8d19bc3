import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { inProject } from '../../support/paths.js';

const run = promisify(execFile);

/** So that two runs on one machine need not share ports. */
const offset = Number(process.env['FAULT_PORT_OFFSET'] ?? 0);

/** One of the scripts of `test/brokers`, see its README. @returns what it printed */
const script = async (name: string, args: readonly string[]): Promise<string> => {
  const { stdout } = await run(process.execPath, [inProject('test/brokers', name), ...args]);
  return stdout.trim();
};

/** A RabbitMQ that is a test file's own, so that it may be killed. Each file has a port of its own. */
export class PrivateRabbit {
  readonly port: number;

  constructor(port: number) {
    this.port = port + offset;
  }

  /** Heartbeats each `heartbeat` seconds. */
  url(heartbeat: number, port = this.port): string {
    return `amqp://guest:guest@127.0.0.1:${port}?heartbeat=${heartbeat}`;
  }

  readonly start = () => this.#do('start');
  /** SIGKILL. */
  readonly kill = () => this.#do('kill');
  readonly restart = () => this.#do('restart');
  /** SIGSTOP, until `thaw`. */
  readonly freeze = () => this.#do('freeze');
  readonly thaw = () => this.#do('thaw');
  /** Ends it and deletes what it stored. */
  readonly wipe = () => this.#do('wipe');

  /** `rabbitmqctl`. @returns what it printed */
  ctl(...args: readonly string[]): Promise<string> {
    return script('rabbitmq', ['--port', String(this.port), 'ctl', ...args]);
  }

  #do(command: string): Promise<string> {
    return script('rabbitmq', [command, '--port', String(this.port)]);
  }
}

/** A Kafka of one broker, or three, that is a test file's own. Brokers count from 1. */
export class PrivateKafka {
  readonly #port: number;
  readonly brokers: readonly string[];

  constructor(port: number, count: 1 | 3) {
    const base = port + offset;
    this.#port = base;
    this.brokers = [0, 1, 2].slice(0, count).map((index) => `127.0.0.1:${base + index}`);
  }

  /** As `FAULT_KAFKA` says, or the newest. */
  start(): Promise<string> {
    const count = String(this.brokers.length);
    return this.#do('start', '--kafka', PrivateKafka.version, '--brokers', count);
  }

  static readonly version = process.env['FAULT_KAFKA'] ?? '4';

  readonly kill = (broker: number) => this.#do('kill', String(broker));
  readonly restart = (broker: number) => this.#do('restart', String(broker));
  readonly freeze = (broker: number) => this.#do('freeze', String(broker));
  readonly thaw = (broker: number) => this.#do('thaw', String(broker));
  readonly wipe = () => this.#do('wipe');

  #do(command: string, ...args: readonly string[]): Promise<string> {
    return script('kafka', [command, ...args, '--port', String(this.#port)]);
  }
}
