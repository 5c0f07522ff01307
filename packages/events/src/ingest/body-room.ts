/** What all bodies of one route hold together, bounded: a stranger may open as many connections as the server takes. */
export interface BodyRoom {
  /** A seat for one body. `giveWay` is called, once, when the room is needed for others. */
  enter(giveWay: () => void): BodySeat;
}

export interface BodySeat {
  /** Says what the body holds now. This may call `giveWay` of this seat or of an older one. */
  hold(bytes: number): void;
  /** The body has been read: it still takes its room, and cannot give way any more. */
  settle(): void;
  /** Nothing is held any more. Idempotent. */
  leave(): void;
}

/** Of a request that has sent nothing of its body: its head, its timer, and what Node keeps of it. */
export const SEAT_BYTES = 4_096;

interface Sitting {
  bytes: number;
  readonly giveWay: () => void;
}

/**
 * Makes the room of one route. When it is full, the body that has been on its way for longest gives way: those of browsers
 * arrive within milliseconds, those of a sender that drips never do.
 */
export function createBodyRoom(maxBytes: number): BodyRoom {
  /** In the order in which they came. */
  const reading = new Set<Sitting>();
  let held = 0;
  const makeRoom = (): void => {
    while (held > maxBytes) {
      const [oldest] = reading;
      if (oldest === undefined) return;
      reading.delete(oldest);
      held -= oldest.bytes;
      oldest.bytes = 0;
      oldest.giveWay();
    }
  };
  return {
    enter(giveWay) {
      const sitting: Sitting = { bytes: 0, giveWay };
      reading.add(sitting);
      return {
        hold(bytes) {
          held += bytes - sitting.bytes;
          sitting.bytes = bytes;
          makeRoom();
        },
        settle: () => void reading.delete(sitting),
        leave() {
          reading.delete(sitting);
          held -= sitting.bytes;
          sitting.bytes = 0;
        },
      };
    },
  };
}
