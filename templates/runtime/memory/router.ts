import type { Matched } from './delivery.js';
import { Group } from './group.js';
import type { GroupHost } from './group.js';

/** A group that listens to an address. */
export interface Route {
  readonly group: Group;
  readonly matched: Matched;
}

const maxCachedAddresses = 10_000;

/** Which groups get what is sent to an address. */
export class Router {
  readonly #groups = new Map<string, Group>();
  /** What was found before, until members come or go. */
  readonly #routes = new Map<string, readonly Route[]>();

  /** Groups that there are. */
  get size(): number {
    return this.#groups.size;
  }

  /** Something is on its way to a group that can take it. */
  get busy(): boolean {
    for (const group of this.#groups.values()) if (group.busy) return true;
    return false;
  }

  find(name: string): Group | undefined {
    return this.#groups.get(name);
  }

  add(name: string, host: GroupHost): Group {
    const group = new Group(name, host);
    this.#groups.set(name, group);
    return group;
  }

  /** Members came or went: what was found before may be wrong. */
  forget(): void {
    this.#routes.clear();
  }

  routesOf(address: string): readonly Route[] {
    let routes = this.#routes.get(address);
    if (routes === undefined) {
      routes = this.#find(address);
      if (this.#routes.size >= maxCachedAddresses) this.#routes.clear();
      this.#routes.set(address, routes);
    }
    return routes;
  }

  /** In no queue of its is it the first that must wait, or behind one that does. */
  hasRoom(address: string): boolean {
    for (const { group } of this.routesOf(address)) {
      if (group.full || group.waiting > 0) return false;
    }
    return true;
  }

  clear(): void {
    for (const group of this.#groups.values()) group.close();
    this.#groups.clear();
    this.#routes.clear();
  }

  #find(address: string): readonly Route[] {
    return [...this.#groups.values()].flatMap((group) => {
      const matched = group.match(address);
      return matched === undefined ? [] : [{ group, matched }];
    });
  }
}
