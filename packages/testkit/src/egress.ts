export { type EgressAttempt, type EgressWatch, watchEgress } from './egress/watch-egress.ts';
