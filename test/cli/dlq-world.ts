import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attach } from '../../templates/runtime/client.js';
import type { Link } from '../../templates/runtime/client.js';
import type { Contract, MessageContract } from '../../templates/runtime/contract.js';
import type { Bus, Context, Message, Subscription } from '../../templates/runtime/types.js';
import type { Validator } from '../../templates/runtime/validator.js';
import { Journal } from '../contract/journal.js';

const document = (address: string): string => `asyncapi: 3.0.0
info: { title: Pets, version: 1.0.0 }
channels:
  pets:
    address: ${address}
    messages:
      PetAdopted:
        payload:
          type: object
          required: [petId]
          properties:
            petId: { type: integer }
operations:
  onPet: { action: receive, channel: { $ref: '#/channels/pets' } }
`;

const validator = (issues: Validator<unknown>['issues']): Validator<unknown> => ({
  is: (value): value is unknown => issues(value).length === 0,
  parse: (value) => value,
  issues,
  '~standard': { version: 1, vendor: 'petevents', validate: (value) => ({ value }) },
});

const hasNumber = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'petId' in value && Number.isInteger(value.petId);

const pets = validator((value) =>
  hasNumber(value) ? [] : [{ path: '/petId', keyword: 'type', message: 'must be an integer' }],
);

function contractAt(address: string, payload: Validator<unknown>): Contract {
  const message: MessageContract = {
    type: 'PetAdopted',
    wireType: 'PetAdopted',
    contentType: 'application/json',
    payload,
  };
  const channel = { id: 'pets', address, messages: [message] };
  const operation = (name: string, action: 'send' | 'receive') => ({
    [name]: { name, action, channel, messages: [message], retry: { maxAttempts: 1 } },
  });
  return {
    title: 'Pets',
    version: '1.0.0',
    operations: { ...operation('onPet', 'receive'), ...operation('sendPet', 'send') },
  };
}

/** A group that gives up what it gets until it is told to take it. */
export class DlqWorld {
  readonly group = `dlq-cli-${randomUUID().slice(0, 8)}`;
  /** Takes everything, and gives nothing up. */
  readonly idleGroup = `calm-${randomUUID().slice(0, 8)}`;
  readonly groups: readonly string[] = [this.group, this.idleGroup];
  readonly address = `dlq-cli.pets-${randomUUID().slice(0, 8)}`;
  readonly handled = new Journal<Message & { readonly raw: Context['raw'] }>(20_000);
  readonly subscription: Subscription;
  readonly idle: Subscription;
  readonly #bus: Bus;
  readonly #link: Link;
  isOpen = false;

  constructor(bus: Bus, cwd: string) {
    writeFileSync(join(cwd, 'pets.yaml'), document(this.address));
    this.#bus = bus;
    this.#link = attach(
      bus,
      contractAt(
        this.address,
        validator(() => []),
      ),
    );
    this.idle = this.#link.subscribe(this.idleGroup, { onPet: () => undefined });
    this.subscription = attach(bus, contractAt(this.address, pets)).subscribe(this.group, {
      onPet: (message: Message, { raw }: Context) => {
        if (!this.isOpen) throw new TypeError('the mail server is away');
        this.handled.add({ ...message, raw });
      },
    });
  }

  /** @returns the message's id */
  async send(payload: object, headers: Record<string, string> = {}): Promise<string> {
    const send = contractAt(
      this.address,
      validator(() => []),
    ).operations['sendPet'];
    if (send === undefined) throw new TypeError('no operation');
    return (await this.#link.send(send, 'PetAdopted', payload, { headers })).id;
  }

  buried(count: number): Promise<void> {
    return new Journal(20_000).until(() => this.#bus.health().counters.deadLettered >= count);
  }
}
