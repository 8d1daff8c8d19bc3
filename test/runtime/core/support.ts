import { Ajv } from 'ajv';
import type {
  ChannelContract,
  Contract,
  HeaderContract,
  MessageContract,
  OperationContract,
} from '../../../templates/runtime/contract.js';
import { memoryBus } from '../../../templates/runtime/memory.js';
import type { MemoryBus, MemoryBusOptions } from '../../../templates/runtime/memory.js';
import type { Logger } from '../../../templates/runtime/log.js';
import type { Validator } from '../../../templates/runtime/validator.js';

export const silent: Logger = { debug: noop, info: noop, warn: noop, error: noop };

function noop(): void {
  // Nobody reads it.
}

/** As a logger shows it: in JSON alone an error is empty. */
export const readable = (_: string, value: unknown): unknown =>
  value instanceof Error ? `${value.name}: ${value.message}` : value;

/** A logger that keeps its lines. */
export const recorder = (): Logger & { readonly lines: string[] } => {
  const lines: string[] = [];
  const note =
    (level: string) =>
    (fields: object, message: string): void => {
      lines.push(`${level} ${message} ${JSON.stringify(fields, readable)}`);
    };
  return {
    lines,
    debug: note('debug'),
    info: note('info'),
    warn: note('warn'),
    error: note('error'),
  };
};

/** Buses of a test file that are closed after each test. */
export class Buses {
  readonly #open: MemoryBus[] = [];

  make(options: MemoryBusOptions = {}): MemoryBus {
    const bus = memoryBus({ log: silent, ...options });
    this.#open.push(bus);
    return bus;
  }

  async close(): Promise<void> {
    await Promise.all(this.#open.splice(0).map((bus) => bus.close({ drain: 0 })));
  }
}

/** Everything that is due now, in microtasks and one turn of the event loop, has happened. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const ajv = new Ajv({ allErrors: true, strict: false });

/** A validator as the generated ones behave. */
export const validatorOf = (schema: object | boolean): Validator<unknown> => {
  const validate = ajv.compile(schema);
  const issues = (value: unknown) => {
    validate(value);
    return (validate.errors ?? []).map(({ instancePath, keyword, message, params }) => ({
      path:
        keyword === 'required'
          ? `${instancePath}/${String(params['missingProperty'])}`
          : instancePath,
      keyword,
      message: message ?? '',
    }));
  };
  return {
    is: (value): value is unknown => validate(value),
    parse: (value) => value,
    issues,
    '~standard': { version: 1, vendor: 'petevents', validate: (value) => ({ value }) },
  };
};

interface MessageSketch extends Partial<Omit<MessageContract, 'payload' | 'headers'>> {
  readonly payload?: object | boolean;
  readonly headers?: {
    readonly properties: Readonly<Record<string, HeaderContract & Record<string, unknown>>>;
    readonly required?: readonly string[];
    readonly closed?: boolean;
  };
}

/** A message as `contract.ts` would hold it; header schemas are read from `properties`. */
export const message = (type: string, sketch: MessageSketch = {}): MessageContract => {
  const { payload = true, headers, ...more } = sketch;
  return {
    type,
    wireType: type,
    contentType: 'application/json',
    payload: validatorOf(payload),
    ...(headers === undefined ? {} : { headers: headersOf(headers) }),
    ...more,
  };
};

const headersOf = ({
  properties,
  required = [],
  closed = false,
}: NonNullable<MessageSketch['headers']>): NonNullable<MessageContract['headers']> => ({
  properties,
  closed,
  validator: validatorOf({
    type: 'object',
    required,
    properties: properties,
    additionalProperties: !closed,
  }),
});

/** A document with one channel that is both sent to and received from. */
export const contractOf = (
  messages: readonly MessageContract[],
  more: {
    readonly address?: string;
    readonly channel?: Partial<ChannelContract>;
    readonly send?: Partial<OperationContract>;
    readonly receive?: Partial<OperationContract>;
  } = {},
): Contract & { readonly send: OperationContract } => {
  const channel = { id: 'channel', address: more.address ?? 'address', messages, ...more.channel };
  const send: OperationContract = {
    name: 'send',
    action: 'send',
    channel,
    messages,
    ...more.send,
  };
  const receive: OperationContract = {
    name: 'receive',
    action: 'receive',
    channel,
    messages,
    retry: { maxAttempts: 1 },
    ...more.receive,
  };
  return { title: 'Test', version: '1.0.0', operations: { send, receive }, send };
};
