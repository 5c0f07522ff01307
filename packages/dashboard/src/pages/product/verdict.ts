/** What is known of the use of one feature. */
export interface FeatureUse {
  readonly people: number | null;
  readonly views: number;
  readonly interactions: number;
  /** Against the span before, as a part of what it was; null where there was nothing. */
  readonly trend: number | null;
}

export interface Verdict {
  readonly word: 'Core' | 'Growing' | 'Steady' | 'Fading' | 'Hardly used' | 'Unused' | 'New' | 'Too few to say';
  readonly tone: 'good' | 'calm' | 'warn' | 'bad';
}

/** Of the people of the most used feature. */
const CORE = 0.25;
const HARDLY = 0.02;
/** A change that is more than the weather. */
const MOVED = 0.25;
/** Uses from which a change can be told from chance. */
const ENOUGH = 50;

/**
 * Whether a feature earns its maintenance, as far as use can say it. `reach` is the number of people of the most used
 * feature. The order matters: a feature that nobody uses is not fading, and a core one that fades is said to fade.
 */
export function verdictOf({ people, views, interactions, trend }: FeatureUse, reach: number): Verdict {
  const uses = views + interactions;
  if (uses === 0) return { word: 'Unused', tone: 'bad' };
  const share = reach > 0 ? (people ?? 0) / reach : 0;
  if (people !== null && share < HARDLY) return { word: 'Hardly used', tone: 'bad' };
  if (trend !== null && trend <= -MOVED && uses >= ENOUGH) return { word: 'Fading', tone: 'warn' };
  if (trend === null) return { word: 'New', tone: 'calm' };
  if (trend >= MOVED && uses >= ENOUGH) return { word: 'Growing', tone: 'good' };
  return share >= CORE ? { word: 'Core', tone: 'good' } : { word: 'Steady', tone: 'calm' };
}
