import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'vitest';

/** Customers who are there from the beginning. */
export const ada = '1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f';
export const grace = '2d3e4f5a-6b7c-4d8e-9f0a-1b2c3d4e5f6a';

export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface Adoption {
  readonly adoptionId: string;
  readonly status: string;
  readonly steps: readonly { readonly step: string; readonly state: string }[];
  readonly certificateUrl?: string;
  readonly failure?: { readonly code: string };
}

interface Done {
  readonly petId: string;
  readonly version: number;
  readonly position: string;
}

/** Somebody who talks to a PetStore over HTTP. */
export class Visitor {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  async ask<Body>(path: string, options: RequestInit = {}): Promise<Answer<Body>> {
    const response = await fetch(`${this.url}${path}`, options);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    const body = (isJson ? JSON.parse(text) : text) as Body;
    return { status: response.status, headers: response.headers, body };
  }

  get<Body>(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer<Body>> {
    return this.ask(path, { headers });
  }

  post<Body = Record<string, unknown>>(
    path: string,
    body: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer<Body>> {
    return this.ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  }

  /**
   * Posts until there is an answer, each time with the same `Idempotency-Key`: the server may be
   * overloaded, or die, before it answers and after it has done it.
   */
  async insist(path: string, body: object): Promise<Readonly<Record<string, unknown>>> {
    const key = { 'idempotency-key': randomUUID() };
    for (;;) {
      const answer = await this.post(path, body, key).catch((error: unknown) => {
        if (error instanceof TypeError) return undefined;
        throw error;
      });
      if (answer !== undefined && answer.status < 300) return answer.body;
      if (answer !== undefined) expect(answer.status).toBeGreaterThanOrEqual(503);
      await setTimeout(100);
    }
  }

  /** A command that has to succeed. */
  async command(name: string, body: object): Promise<Done> {
    const answer = await this.post<Done>(`/api/commands/${name}`, body);
    expect(answer.body).toMatchObject({ success: true });
    return answer.body;
  }

  register(name: string, more: object = {}): Promise<Done> {
    return this.command('register-pet', { name, species: 'cat', ...more });
  }

  /** Orders an adoption. @returns its id */
  async order(petId: string, customerId = ada): Promise<string> {
    const { status, body } = await this.post<{ adoptionId: string }>('/api/adoptions', {
      petId,
      customerId,
    });
    expect(status).toBe(202);
    return body.adoptionId;
  }

  /** Follows an adoption to its end. */
  async followed(adoptionId: string, timeout = 60_000): Promise<Adoption> {
    const path = `/api/adoptions/${adoptionId}/status`;
    let last: Adoption | undefined;
    const isOver = async (): Promise<boolean> => {
      last = (await this.get<Adoption>(path)).body;
      return !['processing', 'compensating'].includes(last.status);
    };
    await expect.poll(isOver, { timeout, interval: 50 }).toBe(true);
    if (last === undefined) throw new Error('nobody looked');
    return last;
  }
}
