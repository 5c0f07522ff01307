import { egressGuard } from '../../testkit/src/egress-guard.ts';

// Every suite of the workspace runs under it: a test fails when a socket or a name lookup leaves this machine.
egressGuard();
