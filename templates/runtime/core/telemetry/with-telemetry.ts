import type { AnyHandler, Channel, Route } from '../receive/routes.js';
import type { Telemetry } from './telemetry.js';

/** The same channels, whose handlers are called in spans. */
export const withTelemetry = (
  channels: readonly Channel[],
  telemetry: Telemetry | undefined,
  group: string,
): readonly Channel[] =>
  telemetry === undefined
    ? channels
    : channels.map((channel) => ({
        ...channel,
        routes: new Map(
          [...channel.routes].map(([message, route]) => [message, traced(route, telemetry, group)]),
        ),
      }));

const traced = (route: Route, telemetry: Telemetry, group: string): Route => {
  const { handler } = route;
  if (handler === undefined) return route;
  const inSpan: AnyHandler = (message, call) =>
    telemetry.process(message, call, { group, handler });
  return { ...route, handler: inSpan };
};
