import { createGauge, type ObservableResult } from '@plumbline/core';
import type { Setting } from './setting.ts';

/** `plumbline.heartbeat`: 1 until the shutdown. Its absence is how a rule sees that telemetry is missing. */
export function beat({ meter, onShutdown }: Setting): void {
  const gauge = createGauge(meter, 'plumbline.heartbeat');
  const observe = (result: ObservableResult): void => result.observe(1);
  gauge.addCallback(observe);
  onShutdown(() => gauge.removeCallback(observe));
}
