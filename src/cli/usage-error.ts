import { PeteventsError } from '../diagnostic.js';

/** What the user asked for cannot be done; the message says why, and what to do. Exit code 2. */
export class UsageError extends PeteventsError {
  override readonly name = 'UsageError';
}
