import { type ProxyFaultName, startFaultProxy } from '@plumbline/testkit/servers';

/** The fault proxy as a process of its own, so that whoever watches the connections of a client does not see its. */
const proxy = await startFaultProxy({ to: { host: '127.0.0.1', port: Number(process.argv[2]) } });
process.on('message', ({ fault }: { fault: ProxyFaultName }) => {
  void proxy.set(fault).then(() => process.send?.({ done: true }));
});
process.on('disconnect', () => process.exit());
process.send?.({ port: proxy.port });
