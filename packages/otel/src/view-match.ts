import { InstrumentType, type ViewOptions } from '@opentelemetry/sdk-metrics';
import type { InstrumentSpec } from '@plumbline/core';

/** How instruments of the table are made: its gauges are asked at each collection. */
const TYPES: Readonly<Record<InstrumentSpec['kind'], InstrumentType>> = {
  counter: InstrumentType.COUNTER,
  updowncounter: InstrumentType.UP_DOWN_COUNTER,
  histogram: InstrumentType.HISTOGRAM,
  gauge: InstrumentType.OBSERVABLE_GAUGE,
};

/** Whether a view of the application's may be for an instrument: yes, if in doubt. */
export const mayMatch = (
  { instrumentName = '*', instrumentType }: ViewOptions,
  name: string,
  kind: InstrumentSpec['kind'],
): boolean => {
  if (instrumentType !== undefined && instrumentType !== TYPES[kind]) return false;
  const [head = '', ...more] = instrumentName.split('*');
  return more.length === 0 ? instrumentName === name : name.startsWith(head);
};
