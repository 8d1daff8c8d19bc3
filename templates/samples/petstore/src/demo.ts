import { setTimeout } from 'node:timers/promises';
import { ConfigError, readConfig } from './config.js';
import { PetStoreApi } from './demo/api.js';
import { stories, type Story } from './demo/stories.js';
import { startPetStore } from './main.js';

/** `npm run demo -- [stories] [--transport …]`: starts the PetStore, plays stories over its API, ends. */
const main = async (): Promise<void> => {
  const args = process.argv.slice(2);
  const flagsFrom = args.findIndex((arg) => arg.startsWith('--'));
  const names = flagsFrom === -1 ? args : args.slice(0, flagsFrom);
  const wanted = (names.length === 0 ? ['default'] : names).map(storyNamed);
  const flags = args.slice(names.length);
  const config = readConfig(flags, { LOG_LEVEL: 'silent', ...process.env });
  const petstore = await startPetStore(config);
  const { db } = petstore.app;
  say('PetStore', `${petstore.url ?? ''}   database ${db.kind}   transport ${config.transport}`);
  try {
    for (const story of wanted) await story(new PetStoreApi(petstore.url ?? '', say));
  } finally {
    await petstore.close();
  }
};

const storyNamed = (name: string): Story => {
  const story = stories[name];
  if (story !== undefined) return story;
  throw new ConfigError(`there is no story ${name}; there are ${Object.keys(stories).join(', ')}`);
};

const say = (what: string, text: string): void => {
  process.stdout.write(`${what.padEnd(12)}${text.replaceAll('\n', `\n${' '.repeat(12)}`)}\n`);
};

try {
  await main();
} catch (error) {
  process.stderr.write(`petstore: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof ConfigError ? 2 : 1;
}
// What a broker's client keeps open is no reason to stay.
await setTimeout(0);
process.exit();
