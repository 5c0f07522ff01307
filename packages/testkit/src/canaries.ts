export {
  canaries,
  type Canary,
  type CanaryFinding,
  type CanarySet,
  type CanarySetOptions,
} from './canaries/canary-set.ts';
