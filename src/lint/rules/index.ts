import type { Rule } from '../rule.js';
import { addressCasing } from './channel/address-casing.js';
import { addressPresent } from './channel/address-present.js';
import { duplicateAddress } from './channel/duplicate-address.js';
import { messagesDistinct } from './channel/messages-distinct.js';
import { messagesPresent } from './channel/messages-present.js';
import { noQueryFragment } from './channel/no-query-fragment.js';
import { noTrailingSlash } from './channel/no-trailing-slash.js';
import { channelUnused } from './channel/unused.js';
import { operationDuplicate } from './operation/duplicate.js';
import { emptyMessages } from './operation/empty-messages.js';
import { operationIdNaming } from './operation/id-naming.js';
import { operationPresent } from './operation/present.js';

/** Every rule of the catalogue that lint checks, by category. */
export const rules: readonly Rule[] = [
  ...[operationPresent, emptyMessages, operationDuplicate, operationIdNaming],
  ...[noQueryFragment, noTrailingSlash, addressPresent, duplicateAddress, channelUnused],
  ...[messagesPresent, messagesDistinct, addressCasing],
];
