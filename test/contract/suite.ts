import { describe } from 'vitest';
import { describePublishing } from './suite/publishing.js';
import { describeGroups } from './suite/groups.js';
import { describeBatches } from './suite/batches.js';
import { describeFailures } from './suite/failures.js';
import { describeDelayed } from './suite/delayed.js';
import { describeReplay } from './suite/replay.js';
import { describeRequests } from './suite/requests.js';
import { describeClosing } from './suite/closing.js';
import { describeDeadLetters } from './suite/dead-letters.js';
import { describeEnvelopes } from './suite/envelopes.js';
import { describeTelemetry } from './suite/telemetry.js';
import { describeTracing } from './suite/tracing.js';
import { describeProvision } from './suite/provision.js';
import { describeVersions } from './suite/versions.js';
import { stage } from './world.js';
import type { ContractSetup } from './world.js';

/**
 * What every transport promises, DELIVERY.md sections 1 and 3: the definition of done for a new one.
 * Run it once a transport, with code that was generated from `fixtures/contract/asyncapi.yaml`.
 */
export const contractSuite = (name: string, setup: ContractSetup): void => {
  const required = setup.unavailable === undefined || process.env['CI'] === 'true';
  const timeout = (setup.patience ?? 15_000) * 2;
  describe.runIf(required)(`contract: ${name}`, { timeout }, () => {
    const here = stage(setup);
    describe('what is published', () => describePublishing(here));
    describe('consumer groups', () => describeGroups(here));
    describe('what fails', () => describeFailures(here));
    describe('delayed retry', () => describeDelayed(here));
    describe('batches', () => describeBatches(here));
    describe('requests and replies', () => describeRequests(here));
    describe('replay and lag', () => describeReplay(here));
    describe('dead letters', () => describeDeadLetters(here));
    describe('topology', () => describeProvision(here));
    describe('versions', () => describeVersions(here));
    describe('tracing', () => describeTracing(here));
    describe('telemetry', () => describeTelemetry(here));
    describe('envelopes', () => describeEnvelopes(here));
    describe('closing', () => describeClosing(here));
  });
};

export type { ContractSetup } from './world.js';
