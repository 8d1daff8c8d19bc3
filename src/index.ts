/**
 * The programmatic API: what the command line can do, a program can do.
 *
 * @module petevents
 */
export { check, generate } from './pipeline.js';
export type { Checked, Generated, OnStage } from './pipeline.js';
export { lint } from './lint/lint.js';
export type { Finding, Linted } from './lint/lint.js';
export { defaultSettings } from './lint/settings.js';
export type { AddOn, LintSettings, Preset } from './lint/settings.js';
export { defineRule } from './lint/rule.js';
export type { Details, Level, Lint, Rule, RuleDefinition } from './lint/rule.js';
export { hasErrors, PeteventsError, tidy } from './diagnostic.js';
export type { Diagnostic, Location, Related, Result, Severity } from './diagnostic.js';
export type { LoadOptions } from './load/load.js';
export type { Place, Resolution, Source, SourceFile } from './load/source.js';
export type { OutputFile } from './emit/output-file.js';
export type { EmitOptions, Perspective, ProtocolName } from './outputs/options.js';
export { verify } from './verify/verify.js';
export type { VerifyOptions } from './verify/verify.js';
export type { Verified } from './verify/verified.js';
export { verifyLive } from './verify/live/verify-live.js';
export type { VerifyLiveOptions } from './verify/live/verify-live.js';
export { messageVerifier } from './verify/message-verifier.js';
export type { MessageIssue, MessageVerifier, VerifiedMessage } from './verify/message-verifier.js';
export type { Expectation } from './verify/candidates.js';
export type { EnvelopeMode } from './verify/envelope.js';
export type { Summary, Tally } from './verify/summary.js';
export { version } from './version.js';
