import type { OpenTelemetry } from '../generated/index.js';

/** Spans and metrics of every message, if `@opentelemetry/api` is installed; it is not by default. */
export const findTelemetry = async (): Promise<OpenTelemetry | undefined> => {
  const name = '@opentelemetry/api';
  return import(name).then(
    (api: OpenTelemetry) => api,
    () => undefined,
  );
};
