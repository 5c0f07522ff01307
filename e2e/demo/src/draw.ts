import { plant } from './canaries.ts';
import type { Random } from './random.ts';

/** What one request is drawn from: the generator, and the secrets that it puts into the request. */
export interface Draw extends Random {
  /** A new secret or personal value; it is remembered in {@link Draw.planted}. */
  secret(): string;
  readonly planted: readonly string[];
}

export function createDraw(random: Random): Draw {
  const planted: string[] = [];
  const secret = (): string => {
    const value = plant(random);
    planted.push(value);
    return value;
  };
  return { ...random, secret, planted };
}
