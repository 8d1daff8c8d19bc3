import { setTimeout } from 'node:timers/promises';
import { callApi } from '../kernel/http.js';

/** Milliseconds that a story waits for what it expects. */
const patience = 90_000;
export const ada = '1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f';

export interface Adoption {
  readonly adoptionId: string;
  readonly status: string;
  readonly steps: readonly { readonly step: string; readonly state: string }[];
  readonly certificateUrl?: string;
  readonly failure?: { readonly message: string };
}

export interface DeadLetter {
  readonly queue: string;
  readonly type: string;
  readonly key?: string;
  readonly message: string;
}

/** What a user does, over HTTP and nothing else, and tells about it. */
export class PetStoreApi {
  readonly #url: string;
  readonly say: (what: string, text: string) => void;

  constructor(url: string, say: (what: string, text: string) => void) {
    this.#url = url;
    this.say = say;
  }

  get<Answer>(path: string): Promise<Answer> {
    return callApi<Answer>(`${this.#url}${path}`);
  }

  post<Answer>(path: string, body: object): Promise<Answer> {
    return callApi<Answer>(`${this.#url}${path}`, body);
  }

  /** Asks again until the answer is what was waited for. */
  async until<Answer>(path: string, isIt: (answer: Answer) => boolean): Promise<Answer> {
    for (const end = Date.now() + patience; ;) {
      const answer = await this.get<Answer>(path);
      if (isIt(answer)) return answer;
      if (Date.now() > end)
        throw new Error(`${path} is not what it should be: ${JSON.stringify(answer)}`);
      await setTimeout(100);
    }
  }

  async register(name: string): Promise<string> {
    const pet = { name, species: 'dog', age: 2 };
    const { petId } = await this.post<{ petId: string }>('/api/commands/register-pet', pet);
    this.say('registered', `${name}, dog, 2 years`);
    return petId;
  }

  /** Orders an adoption and follows it to its end. */
  async adopt(petId: string): Promise<Adoption> {
    const order = { petId, customerId: ada };
    const accepted = await this.post<{ status: string; statusUrl: string }>(
      '/api/adoptions',
      order,
    );
    this.say('accepted', `202 ${accepted.status}   ${accepted.statusUrl}`);
    const open = ['processing', 'compensating'];
    const done = await this.until<Adoption>(
      accepted.statusUrl,
      ({ status }) => !open.includes(status),
    );
    this.say('', inLines(done.steps));
    return done;
  }

  /** Waits until the customer has a mail. */
  async mail(adoptionId: string, kind: string): Promise<void> {
    await this.until<{ adoptionId: string; kind: string }[]>('/api/mailbox', (mails) =>
      mails.some((mail) => mail.adoptionId === adoptionId && mail.kind === kind),
    );
  }

  set(name: string, working: boolean): Promise<void> {
    return this.post('/api/switches', { [name]: working });
  }
}

/** Steps that came to the same end, together. */
const inLines = (steps: Adoption['steps']): string => {
  const lines = new Map<string, string[]>();
  for (const { step, state } of steps) {
    if (state !== 'waiting') lines.set(state, [...(lines.get(state) ?? []), step]);
  }
  return [...lines].map(([state, names]) => `${folded(names)}: ${state}`).join('\n');
};

const folded = (names: readonly string[]): string =>
  names.length < 4
    ? names.join(', ')
    : `${names.slice(0, 3).join(', ')},\n${names.slice(3).join(', ')}`;
