import { recipe } from '../repo/src/tsup.base.ts';

export default recipe(import.meta.dirname, {
  along: {
    'index.ts': [
      'cli.ts',
      'egress/permit.ts',
      'erase.ts',
      'erase/describer.ts',
      'ingest.ts',
      'ledger.ts',
      'quarantine/describer.ts',
      'replay.ts',
      'replay/describer.ts',
      'spool/open-spool.ts',
    ],
  },
});
