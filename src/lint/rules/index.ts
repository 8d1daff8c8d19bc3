import type { Rule } from '../rule.js';
import { ackExplicit } from './amqp/ack-explicit.js';
import { durability } from './amqp/durability.js';
import { exchangeRouting } from './amqp/exchange-routing.js';
import { protocolMatch } from './binding/protocol-match.js';
import { bindingVersion } from './binding/version.js';
import { addressCasing } from './channel/address-casing.js';
import { addressPresent } from './channel/address-present.js';
import { duplicateAddress } from './channel/duplicate-address.js';
import { messagesDistinct } from './channel/messages-distinct.js';
import { messagesPresent } from './channel/messages-present.js';
import { noQueryFragment } from './channel/no-query-fragment.js';
import { noTrailingSlash } from './channel/no-trailing-slash.js';
import { channelUnused } from './channel/unused.js';
import { unsupported } from './codegen/unsupported.js';
import { unusedSecurity } from './component/unused-security.js';
import { componentUnused } from './component/unused.js';
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
import { eventContent } from './event/content.js';
import { correlationId } from './event/correlation-id.js';
import { deadLetter } from './event/dead-letter.js';
import { deprecatedSunset } from './event/deprecated-sunset.js';
import { envelope } from './event/envelope.js';
import { eventId } from './event/id.js';
import { keyInPayload } from './event/key-in-payload.js';
import { nameCasing } from './event/name-casing.js';
import { noGenericName } from './event/no-generic-name.js';
import { eventOwner } from './event/owner.js';
import { partitionKey } from './event/partition-key.js';
import { pastTense } from './event/past-tense.js';
import { piiMarked } from './event/pii-marked.js';
import { retryBounded } from './event/retry-bounded.js';
import { versionInAddress } from './event/version-in-address.js';
import { ignoreReason } from './ignore/reason.js';
import { ignoreUnused } from './ignore/unused.js';
import { groupId } from './kafka/group-id.js';
import { partitions } from './kafka/partitions.js';
import { topicName } from './kafka/topic-name.js';
import { contentType } from './message/content-type.js';
import { examplePresent } from './message/example-present.js';
import { namePresent } from './message/name-present.js';
import { nameUnique } from './message/name-unique.js';
import { noProtocolHeaders } from './message/no-protocol-headers.js';
import { payloadPresent } from './message/payload-present.js';
import { traitNoop } from './message/trait-noop.js';
import { operationDuplicate } from './operation/duplicate.js';
import { emptyMessages } from './operation/empty-messages.js';
import { operationIdNaming } from './operation/id-naming.js';
import { operationPresent } from './operation/present.js';
import { additionalPropertiesExplicit } from './schema/additional-properties-explicit.js';
import { bounds } from './schema/bounds.js';
import { depth } from './schema/depth.js';
import { discriminator } from './schema/discriminator.js';
import { enumCasing } from './schema/enum-casing.js';
import { enumType } from './schema/enum-type.js';
import { enumUnique } from './schema/enum-unique.js';
import { keywordType } from './schema/keyword-type.js';
import { patternValid } from './schema/pattern-valid.js';
import { propertyCasing } from './schema/property-casing.js';
import { rangeValid } from './schema/range-valid.js';
import { requiredDefined } from './schema/required-defined.js';
import { typePresent } from './schema/type-present.js';
import { securityDeclared } from './security/declared.js';
import { noCredentials } from './security/no-credentials.js';
import { tls } from './security/tls.js';
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
    namePresent,
    nameUnique,
    noProtocolHeaders,
    payloadPresent,
    traitNoop,
  ],
  ...[
    additionalPropertiesExplicit,
    bounds,
    depth,
    discriminator,
    enumCasing,
    enumType,
    enumUnique,
    keywordType,
    patternValid,
    propertyCasing,
    rangeValid,
    requiredDefined,
    typePresent,
  ],
  ...[
    eventContent,
    correlationId,
    deadLetter,
    deprecatedSunset,
    envelope,
    eventId,
    keyInPayload,
    nameCasing,
    noGenericName,
    eventOwner,
    partitionKey,
    pastTense,
    piiMarked,
    retryBounded,
    versionInAddress,
  ],
  ...[protocolMatch, bindingVersion],
  ...[groupId, partitions, topicName],
  ...[ackExplicit, durability, exchangeRouting],
  ...[unusedSecurity, componentUnused],
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
  ...[securityDeclared, noCredentials, tls],
  ...[unsupported],
  ...[ignoreReason, ignoreUnused],
];
