import { createRequire } from 'node:module';
import type { ConfluentLibrary } from '../../../templates/runtime/kafka/confluent.js';

/** How to have it: it is native and large, so it is no dependency of ours. */
export const confluentHint =
  'CONFLUENT_KAFKA=<folder>/node_modules/@confluentinc/kafka-javascript, after CKJS_LINKING=dynamic npm i there';

const folder = process.env['CONFLUENT_KAFKA'] ?? '';

/** @confluentinc/kafka-javascript from the folder in `CONFLUENT_KAFKA`. */
export const confluentLibrary: ConfluentLibrary | undefined =
  folder === '' ? undefined : (createRequire(import.meta.url)(folder) as ConfluentLibrary);
