import type { LoadOptions } from '../../load/load.js';
import type { Expectation } from '../candidates.js';
import { MAX_FINDINGS } from '../collector.js';
import { UnknownFields } from '../unknown-fields.js';
import { verifyBy } from '../verified.js';
import type { Verified } from '../verified.js';
import { Verifier } from '../verifier.js';
import type { VerifierOptions } from '../verifier.js';
import { brokerOf } from '../../brokers/broker.js';
import type { Broker } from '../../brokers/broker.js';
import { LiveCollector } from './live-collector.js';
import type { OnMessage, SampleOptions } from './sample.js';

export interface VerifyLiveOptions
  extends LoadOptions, Expectation, Pick<VerifierOptions, 'typeField' | 'typeHeader'> {
  /** Kafka: the topic to read. */
  readonly topic?: string;
  /** AMQP: the exchange to read, through a queue of our own. */
  readonly exchange?: string;
  /** AMQP: which messages of the exchange. Default `#`, which a direct exchange has none for. */
  readonly routingKey?: string;
  /** AMQP: refused; see the message. */
  readonly queue?: string;
  /** Messages to take at most. Default 1,000. */
  readonly last?: number;
  /** How long to wait: AMQP in all, Kafka for the next record. Milliseconds, default 10,000. */
  readonly for?: number;
  /** Faults to tell at most. Default 100. */
  readonly maxFindings?: number;
  readonly onProgress?: (uri: string, messages: number) => void;
  /** Hears when an AMQP queue is bound: messages count from then on. */
  readonly onReady?: () => void;
}

const LAST = 1000;
const WAIT_MS = 10_000;

/**
 * Checks a sample of live messages against a document: `petevents verify --from`. Consumers notice
 * nothing of it: Kafka is read by a group without commits, AMQP through a queue of our own.
 *
 * @param from the broker: `kafka://host:9092`, `amqp://user:password@host`
 * @throws PeteventsError when an option is wrong, the client is missing or the broker refuses
 */
export async function verifyLive(
  document: string,
  from: string,
  options: VerifyLiveOptions,
): Promise<Verified> {
  const broker = brokerOf(from);
  return verifyBy(document, options, async ({ source, contract, candidates }) => {
    const collector = new LiveCollector({
      verifier: new Verifier(contract, options),
      candidates,
      byAddress: options.message === undefined && options.channel === undefined,
      unknownFields: new UnknownFields(source),
    });
    const wanted = { ...options, last: options.last ?? LAST, waitMs: options.for ?? WAIT_MS };
    await sample(broker, wanted, (message) => {
      collector.add(message);
      options.onProgress?.(broker.shown, collector.summary.messages);
    });
    return {
      diagnostics: collector.diagnostics(options.maxFindings ?? MAX_FINDINGS),
      summary: collector.summary,
      excerpts: collector.excerpts,
      inputs: [],
    };
  });
}

/** Loads only what the broker needs. */
async function sample(broker: Broker, options: SampleOptions, onMessage: OnMessage): Promise<void> {
  if (broker.kind === 'kafka') {
    const { sampleKafka } = await import('./kafka.js');
    await sampleKafka(broker, options, onMessage);
  } else {
    const { sampleAmqp } = await import('./amqp.js');
    await sampleAmqp(broker, options, onMessage);
  }
}
