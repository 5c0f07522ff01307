import { adapterConformance } from '../src/index.ts';
import { fakeSubject, traits } from './conformance/fake-adapter.ts';

adapterConformance('an honest adapter', traits, () => fakeSubject());
