import type { Reporter, TestCase } from 'vitest/node';

/**
 * Names, at the end of a run, what passed on its second try only. CI goes on after such a test, so
 * that an hour of proofs is not lost to a busy machine; whoever reads the log mends it.
 */
export class FlakyReporter implements Reporter {
  readonly #flaky: TestCase[] = [];

  onTestCaseResult(test: TestCase): void {
    if (test.diagnostic()?.flaky === true) this.#flaky.push(test);
  }

  onTestRunEnd(): void {
    for (const test of this.#flaky) {
      process.stdout.write(`flaky: ${test.module.relativeModuleId} > ${test.fullName}\n`);
      for (const { message } of test.result().errors ?? [])
        process.stdout.write(`  first: ${message}\n`);
    }
  }
}
