import { createLifecycle } from '@plumbline/core';
import { lifecycleConformance } from '../src/index.ts';
import { fakeLife } from './conformance/fake-life.ts';

lifecycleConformance('an honest queue', () => fakeLife());
lifecycleConformance('nothing at all', () => ({ instance: createLifecycle({}) }));
