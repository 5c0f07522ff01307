import { startEmbedded } from '../../src/embedded.ts';

// A service that uses a folder until it is told to stop, or is killed.
const server = await startEmbedded({ directory: process.argv[2] ?? '' });
process.send?.({ pid: server.pid });
process.on('message', () => {
  void server.release().then(() => process.disconnect());
});
