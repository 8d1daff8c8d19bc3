import type { Rule } from '../rule.js';
import { addressCasing } from './channel/address-casing.js';
import { addressPresent } from './channel/address-present.js';
import { duplicateAddress } from './channel/duplicate-address.js';
import { messagesDistinct } from './channel/messages-distinct.js';
import { messagesPresent } from './channel/messages-present.js';
import { noQueryFragment } from './channel/no-query-fragment.js';
import { noTrailingSlash } from './channel/no-trailing-slash.js';
import { channelUnused } from './channel/unused.js';
import { docChannel } from './doc/channel.js';
import { contactFields } from './doc/contact-fields.js';
import { docContact } from './doc/contact.js';
import { infoDescription } from './doc/info-description.js';
import { docLicense } from './doc/license.js';
import { docMessage } from './doc/message.js';
import { noUnsafeMarkdown } from './doc/no-unsafe-markdown.js';
import { docOperation } from './doc/operation.js';
import { docParameter } from './doc/parameter.js';
import { docProperty } from './doc/property.js';
import { tagDescription } from './doc/tag-description.js';
import { tagsPresent } from './doc/tags-present.js';
import { tagsSorted } from './doc/tags-sorted.js';
import { tagsUnique } from './doc/tags-unique.js';
import { contentType } from './message/content-type.js';
import { examplePresent } from './message/example-present.js';
import { headersObject } from './message/headers-object.js';
import { namePresent } from './message/name-present.js';
import { nameUnique } from './message/name-unique.js';
import { noProtocolHeaders } from './message/no-protocol-headers.js';
import { payloadPresent } from './message/payload-present.js';
import { traitNoop } from './message/trait-noop.js';
import { operationDuplicate } from './operation/duplicate.js';
import { emptyMessages } from './operation/empty-messages.js';
import { operationIdNaming } from './operation/id-naming.js';
import { operationPresent } from './operation/present.js';
import { hostNoScheme } from './server/host-no-scheme.js';
import { noEmptyVariable } from './server/no-empty-variable.js';
import { serverNoTrailingSlash } from './server/no-trailing-slash.js';
import { notExample } from './server/not-example.js';
import { serverPresent } from './server/present.js';
import { protocolKnown } from './server/protocol-known.js';
import { variablesMatch } from './server/variables-match.js';
import { latestVersion } from './spec/latest-version.js';

/** Every rule that lint checks, by category. What validate demands is in `enforced.ts`. */
export const rules: readonly Rule[] = [
  ...[latestVersion],
  ...[operationDuplicate, emptyMessages, operationIdNaming, operationPresent],
  ...[
    addressCasing,
    addressPresent,
    duplicateAddress,
    messagesDistinct,
    messagesPresent,
    noQueryFragment,
    noTrailingSlash,
    channelUnused,
  ],
  ...[
    hostNoScheme,
    noEmptyVariable,
    serverNoTrailingSlash,
    notExample,
    serverPresent,
    protocolKnown,
    variablesMatch,
  ],
  ...[
    contentType,
    examplePresent,
    headersObject,
    namePresent,
    nameUnique,
    noProtocolHeaders,
    payloadPresent,
    traitNoop,
  ],
  ...[
    docChannel,
    contactFields,
    docContact,
    infoDescription,
    docLicense,
    docMessage,
    noUnsafeMarkdown,
    docOperation,
    docParameter,
    docProperty,
    tagDescription,
    tagsPresent,
    tagsSorted,
    tagsUnique,
  ],
];
