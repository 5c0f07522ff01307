import { createIdMaker } from '@plumbline/core';

/** The 12 bits of `rand_a`. */
const MAX_COUNTER = 0xfff;

/**
 * A maker of UUIDs of version 7 that never go back within a process: records of one millisecond keep their order through
 * a counter in `rand_a` (RFC 9562, section 6.2, method 1), and a clock that is set back does not reorder the trail.
 */
export function createRecordIds(): (now: number) => string {
  let time = 0;
  let counter = 0;
  const newId = createIdMaker(() => time);
  return (now) => {
    const read = Math.trunc(now);
    if (read > time) {
      time = read;
      counter = 0;
    } else if (counter < MAX_COUNTER) {
      counter += 1;
    } else {
      time += 1;
      counter = 0;
    }
    const id = newId();
    return `${id.slice(0, 15)}${counter.toString(16).padStart(3, '0')}${id.slice(18)}`;
  };
}
