import { lookup } from 'node:dns';

lookup('vendor.example', () => undefined);
