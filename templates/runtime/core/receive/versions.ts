import type { MessageContract } from '../../contract.js';
import { put } from '../own.js';
import { asText } from '../envelope/expression.js';
import type { MessagePlan } from '../envelope/plan.js';
import { versionNumber } from '../envelope/plan.js';
import { readRole } from '../envelope/read-headers.js';
import { fit } from '../envelope/write-headers.js';
import type { Headers, HeaderValue } from '../transport.js';
import type { Upcaster, Upcasters } from './upcasters.js';

/** How to read a message: its bytes are of one version, and steps bring it to another. */
export interface Reading {
  /** What the bytes are, as far as the document knows that version. */
  readonly from: MessagePlan;
  /** What handlers see. */
  readonly plan: MessagePlan;
  readonly steps: readonly Upcaster[];
}

const noSteps: readonly Upcaster[] = Object.freeze([]);

/** Which version a message is, and how to read it. */
export class Versions {
  readonly #plans: readonly MessagePlan[];
  readonly #wanted: ReadonlySet<MessageContract>;
  readonly #upcasters: Upcasters;
  /** Of messages of the version that the document says. */
  readonly #own: ReadonlyMap<MessagePlan, Reading>;

  /** @param wanted messages that handlers take: versions that old ones may become */
  constructor(
    plans: readonly MessagePlan[],
    wanted: ReadonlySet<MessageContract>,
    upcasters: Upcasters,
  ) {
    this.#plans = plans;
    this.#wanted = wanted;
    this.#upcasters = upcasters;
    this.#own = new Map(plans.map((plan) => [plan, this.#upwards(plan)]));
  }

  /** How to read this message when it is of the version that the document says. */
  own(plan: MessagePlan): Reading {
    return this.#own.get(plan) ?? { from: plan, plan, steps: noSteps };
  }

  /** How to read what may be any of these; nothing when nobody knows the version that it has. */
  select(candidates: readonly MessagePlan[], headers: Headers): readonly Reading[] {
    const readings: Reading[] = [];
    for (const plan of candidates) {
      const reading = this.of(plan, readRole(plan, headers, 'version'));
      const known = reading === undefined || readings.some((one) => one.plan === reading.plan);
      if (!known) readings.push(reading);
    }
    return readings;
  }

  /**
   * How to read it as this message.
   * @param said the version, as it came
   */
  of(plan: MessagePlan, said: string | undefined): Reading | undefined {
    const version = versionNumber(said);
    if (version === plan.version) return this.own(plan);
    if (version === undefined) {
      const fits = plan.versionConst === undefined || said === asText(plan.versionConst);
      return fits ? this.own(plan) : undefined;
    }
    return version < plan.version ? this.#older(plan, version) : undefined;
  }

  /** Without steps, an older message is read as it is: its schema may still fit. */
  #older(plan: MessagePlan, version: number): Reading | undefined {
    const { wireType } = plan.message;
    const isKnown = (one: MessagePlan): boolean =>
      one.message.wireType === wireType && one.version === version;
    if (this.#plans.some(isKnown)) return undefined;
    const first = this.#upcasters.step(wireType, version);
    if (first === undefined) return plan.versionConst === undefined ? this.own(plan) : undefined;
    const steps = [first];
    for (let next = version + 1; next < plan.version; next += 1) {
      const step = this.#upcasters.step(wireType, next);
      if (step === undefined) return undefined;
      steps.push(step);
    }
    const onwards = this.own(plan);
    return { from: plan, plan: onwards.plan, steps: [...steps, ...onwards.steps] };
  }

  /** To the newest version that steps lead to and handlers take. */
  #upwards(plan: MessagePlan): Reading {
    const { wireType } = plan.message;
    const steps: Upcaster[] = [];
    let reading: Reading = { from: plan, plan, steps: noSteps };
    for (let version = plan.version; ; version += 1) {
      const step = this.#upcasters.step(wireType, version);
      if (step === undefined) return reading;
      steps.push(step);
      const next = this.#plans.find(
        ({ message, version: its }) =>
          message.wireType === wireType && its === version + 1 && this.#wanted.has(message),
      );
      if (next !== undefined) reading = { from: plan, plan: next, steps: [...steps] };
    }
  }
}

/** The headers of an old message, as its newer version has them: type and version are that one's. */
export const upcastHeaders = (plan: MessagePlan, headers: Headers): Headers => {
  const upcast: Record<string, HeaderValue> = { ...headers };
  const { wireType, headers: contract } = plan.message;
  for (const [name, role] of plan.roles) {
    const header = contract?.properties[name];
    if (header === undefined) continue;
    if (role === 'version') put(upcast, name, fit(plan.version, role, header) ?? plan.version);
    if (role === 'type') put(upcast, name, wireType);
  }
  return upcast;
};
