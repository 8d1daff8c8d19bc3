import type { Contract, MessageContract, OperationContract } from '../../contract.js';
import { planOf } from '../envelope/plan.js';
import { own } from '../own.js';

/** One step: makes the payload of the next version. Pure: the same payload gives the same result. */
export type Upcaster = (payload: unknown) => unknown;

/** The steps that a client was given, by the message's name on the wire and the version they start from. */
export class Upcasters {
  readonly #given: object;

  /** @throws TypeError for steps that could never be taken */
  constructor(given: object = {}, contract?: Contract) {
    this.#given = given;
    if (contract !== undefined) check(given, contract);
  }

  /** From this version to the next. */
  step(wireType: string, version: number): Upcaster | undefined {
    const step = own(own(this.#given, wireType), String(version));
    return isUpcaster(step) ? step : undefined;
  }
}

const isUpcaster = (value: unknown): value is Upcaster => typeof value === 'function';

const check = (given: object, contract: Contract): void => {
  const known = knownVersions(contract);
  for (const [type, steps] of Object.entries(given)) {
    if (steps === undefined) continue;
    const versions = known.get(type);
    if (versions === undefined) {
      throw new TypeError(`upcasters: the document has no message ${type}`);
    }
    for (const [version, step] of Object.entries(steps as object)) {
      if (step === undefined) continue;
      const name = `upcasters.${type}[${version}]`;
      if (!isUpcaster(step)) throw new TypeError(`${name} is no function`);
      const next = Number(version) + 1;
      const leadsOn = versions.has(next) || own(steps, String(next)) !== undefined;
      if (/^[1-9]\d*$/.test(version) && leadsOn && next <= Math.max(...versions)) continue;
      const all = [...versions].sort((a, b) => a - b).join(', ');
      throw new TypeError(`${name} leads to no version that the document knows: ${all}`);
    }
  }
};

/** Of every message of the document, by its name on the wire. */
const knownVersions = ({ operations }: Contract): ReadonlyMap<string, ReadonlySet<number>> => {
  const known = new Map<string, Set<number>>();
  for (const message of Object.values(operations).flatMap(messagesOf)) {
    const versions = known.get(message.wireType) ?? new Set<number>();
    known.set(message.wireType, versions.add(planOf(message).version));
  }
  return known;
};

const messagesOf = ({
  channel,
  messages,
  reply,
}: OperationContract): readonly MessageContract[] => [
  ...channel.messages,
  ...messages,
  ...(reply?.messages ?? []),
];
