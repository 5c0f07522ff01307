import type { Viewer } from '../page-request.ts';
import type { TrailActor } from '../trail-types.ts';

/** A viewer as the records of the trail name an actor. */
export const actorOf = ({ actor: { id, role, type = 'user' } }: Viewer): TrailActor => ({
  type,
  id,
  ...(role !== undefined && { role }),
});
