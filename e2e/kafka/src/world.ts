import { type Broker, startBroker } from './broker.ts';
import { type Proxy, startProxy } from './proxy.ts';

/** A broker behind the proxy that it sends its clients to. */
export interface World extends AsyncDisposable {
  readonly broker: Broker;
  readonly proxy: Proxy;
  /** What clients are configured with. */
  readonly brokers: readonly string[];
  stop(): Promise<void>;
}

/** Starts both. Stop them, or hold them with `await using`. */
export async function startWorld(): Promise<World> {
  let proxy: Proxy | undefined;
  const advertise = async (port: number): Promise<number> => {
    proxy = await startProxy(port);
    return proxy.port;
  };
  const broker = await startBroker({ advertise }).catch(async (error: unknown) => {
    await proxy?.close();
    throw error;
  });
  if (proxy === undefined) throw new Error('the broker has no proxy');
  const before = proxy;
  const stop = async (): Promise<void> => {
    await before.close();
    await broker.stop();
  };
  return { broker, proxy, brokers: [`127.0.0.1:${before.port}`], stop, [Symbol.asyncDispose]: stop };
}
