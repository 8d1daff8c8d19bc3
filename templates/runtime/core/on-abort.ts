/** Who wants to hear of a signal, where anybody does. */
const listenersOf = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls `listener` when the caller's signal aborts. All share one listener on the signal itself: a
 * caller may give one signal to thousands of publishes, and Node warns of a leak at the eleventh.
 * @returns what ends it
 */
export const onAbort = (signal: AbortSignal, listener: () => void): (() => void) => {
  const listeners = listenersOf.get(signal) ?? listenTo(signal);
  // A function of its own, so that one that is given twice counts twice.
  const one = (): void => listener();
  listeners.add(one);
  return () => void listeners.delete(one);
};

/** For as long as the signal lives: it may be given again at any time. */
const listenTo = (signal: AbortSignal): Set<() => void> => {
  const listeners = new Set<() => void>();
  listenersOf.set(signal, listeners);
  const tell = (): void => {
    for (const listener of [...listeners]) listener();
  };
  signal.addEventListener('abort', tell, { once: true });
  return listeners;
};
