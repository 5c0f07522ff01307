import type { Meter } from '@opentelemetry/api';

/** A meter whose series end. The SDK exports what an instrument said last for as long as its provider lives. */
export interface EndingMeter {
  readonly meter: Meter;
  /** From now on none of its series is exported. */
  end(): void;
}

/** Opens a meter of a provider of its own. `isLive` is asked at each collection, so that what is over is never sent. */
export type OpenEndingMeter = (name: string, isLive: () => boolean) => EndingMeter;
