import process from 'node:process';
import { startServer } from './server.ts';
import { createStore } from './store.ts';

// The program that tests start: it says where the dashboard is, and ends when nobody listens to it any more.
const store = await createStore();
const server = await startServer(store);
process.send?.(server.origin);
process.once('disconnect', () => {
  void server[Symbol.asyncDispose]().then(() => store[Symbol.asyncDispose]());
});
