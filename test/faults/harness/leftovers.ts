/** Sockets and timers that keep this process alive, by kind. */
const resources = (): readonly string[] =>
  process.getActiveResourcesInfo().filter((name) => /TCP|Timeout/.test(name));

/** Sockets and timers that are there beside those that were there when it was made. */
export const leftovers = (): (() => number) => {
  const before = resources().length;
  return () => Math.max(0, resources().length - before);
};
